import RecurrentLayers

/// A figure of the ``ConfusionMatrix`` of all predictions: precision, recall or F1, of one class or averaged.
public struct ClassificationMetric: Metric {
  public let name: String
  /// What a model's folder holds; nil: a metric of somebody's own.
  let builtIn: BuiltInMetric?
  private let figure: @Sendable (ConfusionMatrix) -> Double
  /// nil before the first batch, which tells the number of classes.
  public private(set) var matrix: ConfusionMatrix?

  /// - Parameters:
  ///   - name: under which reports show it and ``CustomObjects`` finds it.
  ///   - figure: of the counts of all batches.
  public init(_ name: String, _ figure: @escaping @Sendable (ConfusionMatrix) -> Double) {
    self.init(name, builtIn: nil, figure)
  }

  fileprivate init(
    _ name: String, builtIn: BuiltInMetric?, _ figure: @escaping @Sendable (ConfusionMatrix) -> Double
  ) {
    self.name = name
    self.builtIn = builtIn
    self.figure = figure
  }

  /// Predictions of one number a row are of two classes. Targets below 0 do not count.
  public mutating func add(predictions: Tensor, targets: Samples, mask: SequenceMask?) {
    var matrix = matrix ?? ConfusionMatrix(classes: max(2, predictions.width))
    let predicted = predictions.predictedClasses(for: targets)
    for (row, actual) in targets.classes(for: predictions).enumerated() where actual >= 0 {
      guard mask.map({ $0.counts[row * $0.counts.count / predicted.count] }) ?? true else { continue }
      matrix.add(actual: Int(actual), predicted: Int(predicted[row]))
    }
    self.matrix = matrix
  }

  public var value: Double { matrix.map(figure) ?? 0 }

  public var memory: ConfusionMatrix? { matrix }
  public mutating func restore(_ memory: ConfusionMatrix?) throws {
    if let memory, !memory.isPossible { throw CheckpointMismatch(name, saved: "other counts", now: "counts of pairs") }
    matrix = memory
  }
}

extension Metric where Self == ClassificationMetric {
  /// Of those said to be `label`, the share that is.
  public static func precision(of label: Int = 1) -> ClassificationMetric {
    ClassificationMetric("precision_\(label)", builtIn: .precision(label: label)) { $0.precision(of: label) }
  }

  /// Of those that are `label`, the share said to be.
  public static func recall(of label: Int = 1) -> ClassificationMetric {
    ClassificationMetric("recall_\(label)", builtIn: .recall(label: label)) { $0.recall(of: label) }
  }

  /// The harmonic mean of precision and recall.
  public static func f1(of label: Int = 1) -> ClassificationMetric {
    ClassificationMetric("f1_\(label)", builtIn: .f1(label: label)) { $0.f1(of: label) }
  }

  /// The mean of all labels' precisions.
  public static var macroPrecision: ClassificationMetric {
    ClassificationMetric("macro_precision", builtIn: .macroPrecision, \.macroPrecision)
  }
  /// The mean of all labels' recalls.
  public static var macroRecall: ClassificationMetric {
    ClassificationMetric("macro_recall", builtIn: .macroRecall, \.macroRecall)
  }
  /// The mean of all labels' F1.
  public static var macroF1: ClassificationMetric {
    ClassificationMetric("macro_f1", builtIn: .macroF1, \.macroF1)
  }
  /// F1 of all decisions together.
  public static var microF1: ClassificationMetric {
    ClassificationMetric("micro_f1", builtIn: .microF1, \.microF1)
  }
}
