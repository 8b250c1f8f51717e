import RecurrentLayers
import RecurrentText
import RecurrentTraining

extension TextClassifierEnsemble {
  /// What the classifiers together take each text for. White space around a text is no part of it; a text without units,
  /// or of none but unknown ones, is taken for what they expect before they read anything.
  public func predictions(for texts: [String]) throws(VocabularyError) -> [TextClassifier.Prediction] {
    var encoded: [[[Int32]]] = []
    for text in texts { encoded.append(try encode(text)) }
    return logits(of: encoded).map { logits in
      let probabilities = Tensor(logits).softmax().scalars
      let best = probabilities.placeOfLargest
      return TextClassifier.Prediction(
        label: labels[Int32(best)], probability: probabilities[best], probabilities: probabilities)
    }
  }
}

extension [Float] {
  /// The first of equal ones.
  var placeOfLargest: Int { indices.dropFirst().reduce(0) { self[$1] > self[$0] ? $1 : $0 } }
}
