import RecurrentLayers
import RecurrentText

extension Frozen<TextClassifier> {
  /// As ``TextClassifier/predictions(for:)``.
  public func predictions(for texts: [String]) throws(VocabularyError) -> [TextClassifier.Prediction] {
    let result = run { classifier in
      Result { () throws(VocabularyError) in try classifier.predictions(for: texts) }
    }
    return try result.get()
  }
}
