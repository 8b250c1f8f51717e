import Recurrent
import RecurrentText

extension TextClassifier {
  /// What a classifier takes a text for.
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
    var ids: [[Int32]] = []
    for text in texts { ids.append(try encode(text)) }
    let labels = vocabulary.labels
    return logits(of: ids).map { logits in
      let probabilities = Tensor(logits).softmax().scalars
      let best = Self.likeliest(probabilities)
      return Prediction(label: labels[Int32(best)], probability: probabilities[best], probabilities: probabilities)
    }
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

  /// The place of the largest, the first of equal ones.
  static func likeliest(_ scores: [Float]) -> Int {
    scores.indices.dropFirst().reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
  }
}
