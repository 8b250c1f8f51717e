import RecurrentText

extension TextClassifierEnsemble {
  /// Measures the classifiers together on labelled texts, read in pieces: there may be more than memory holds. Every text
  /// counts, empty ones too.
  ///
  /// - Throws: `TextFileError`, ``LabeledTextError/unknownLabel(path:line:label:known:)``,
  ///   ``LabeledTextError/noTexts(path:emptyCount:)``.
  public func evaluate(on texts: LabeledTexts) throws -> ClassificationFigures {
    var figures = ClassificationFigures(labels: labels.tokens)
    var reader = try texts.makeReader()
    // Enough to make batches of like length.
    let pieces = Chunks(size: 8192) {
      try reader.next().map { (text: try encode($0.text), label: try members[0].vocabulary.labelID(of: $0)) }
    }
    try pieces.read { figures.add(logits: logits(of: $0.map(\.text)), right: $0.map(\.label)) }
    guard figures.texts > 0 else { throw LabeledTextError.noTexts(path: texts.path, emptyCount: 0) }
    return figures
  }
}
