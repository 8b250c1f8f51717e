import RecurrentText
import RecurrentTraining

extension TextClassifier {
  /// Measures the classifier on labelled texts, read in pieces: there may be more than memory holds. Every text counts,
  /// empty ones too.
  ///
  /// - Throws: `TextFileError`, ``LabeledTextError/unknownLabel(path:line:label:known:)``,
  ///   ``LabeledTextError/noTexts(path:emptyCount:)``.
  public func evaluate(on texts: LabeledTexts) throws -> ClassificationFigures {
    try TextClassifierEnsemble(self).evaluate(on: texts)
  }

  /// Measures the classifier on texts that were read before.
  ///
  /// - Throws: `DataError` where they were read with a larger vocabulary.
  public func evaluate(on texts: LabeledTokens) throws(DataError) -> ClassificationFigures {
    try texts.requireFitting(vocabulary)
    return figures(on: texts)
  }

  func figures(on texts: LabeledTokens) -> ClassificationFigures {
    var figures = ClassificationFigures(labels: vocabulary.labels.tokens)
    figures.add(logits: logits(of: Array(texts.texts)), right: texts.labels)
    return figures
  }
}
