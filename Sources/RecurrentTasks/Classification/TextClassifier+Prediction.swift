import RecurrentLayers
import RecurrentText
import RecurrentTraining

extension TextClassifier {
  /// What a text is taken for.
  public struct Prediction: Equatable, Sendable {
    /// The likeliest label.
    public let label: String
    /// Of the likeliest label.
    public let probability: Float
    /// Of each label, in the vocabulary's order.
    public let probabilities: [Float]
  }

  /// What each text is taken for. White space around a text is no part of it; a text without units, or of none but
  /// unknown ones, is taken for what the classifier expects before it reads anything.
  public func predictions(for texts: [String]) throws(VocabularyError) -> [Prediction] {
    try TextClassifierEnsemble(self).predictions(for: texts)
  }

  /// The logits of each text, in the order given; computed in batches of like length.
  func logits(of texts: [[Int32]]) -> [[Float]] {
    var results = [[Float]](repeating: [], count: texts.count)
    let batchSize = 256
    for places in Batches(lengths: texts.map(\.count), batchSize: batchSize) {
      let scalars = network(places.map { texts[$0] }).scalars
      let width = vocabulary.labels.count
      for (row, place) in places.enumerated() { results[place] = Array(scalars[(row * width)..<((row + 1) * width)]) }
    }
    return results
  }
}
