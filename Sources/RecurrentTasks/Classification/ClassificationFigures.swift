import RecurrentLayers
import RecurrentTraining

/// How well a classifier finds the labels of texts.
public struct ClassificationFigures: Equatable, Sendable {
  /// The names of the classes.
  public let labels: [String]
  /// How often each label was taken for each; precision, recall and F1 of each.
  public private(set) var confusion: ConfusionMatrix
  private var nats = 0.0

  init(labels: [String]) {
    self.labels = labels
    confusion = ConfusionMatrix(classes: labels.count)
  }

  mutating func add(logits: [[Float]], right: [Int32]) {
    guard !logits.isEmpty else { return }
    nats += Double(softmaxCrossEntropy(Tensor(logits), targets: IndexTensor(right), reduction: .sum).item)
    for (logits, right) in zip(logits, right) {
      confusion.add(actual: Int(right), predicted: logits.placeOfLargest)
    }
  }

  /// How many were measured.
  public var texts: Int { confusion.total }
  /// The share of texts with the right label.
  public var accuracy: Double { confusion.accuracy }
  /// The mean over the labels that occur: rare ones count as much as frequent ones.
  public var f1: Double { confusion.macroF1 }
  /// The mean of -log p(right label), in nats.
  public var natsPerText: Double { texts > 0 ? nats / Double(texts) : 0 }
  /// The accuracy of always saying the most frequent of these texts' labels.
  public var majority: Double {
    texts > 0 ? Double(labels.indices.map(confusion.support).max() ?? 0) / Double(texts) : 0
  }
}
