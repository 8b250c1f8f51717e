import Recurrent
import RecurrentText

extension TextClassifier {
  /// Measures the classifier on labelled texts, read in pieces: there may be more than memory holds. Every text counts,
  /// empty ones too.
  ///
  /// - Throws: `TextFileError`, ``LabeledTextError/unknownLabel(path:line:label:known:)``.
  public func evaluate(on texts: LabeledTexts) throws -> ClassificationFigures {
    var figures = ClassificationFigures(labels: vocabulary.labels.tokens)
    var piece: [(text: [Int32], label: Int32)] = []
    var reader = try texts.makeReader()
    // Enough to make batches of like length.
    let pieceSize = 8192
    while let example = try reader.next() {
      piece.append((try encode(example.text), try vocabulary.labelID(of: example)))
      guard piece.count == pieceSize else { continue }
      measure(piece.map(\.text), labels: piece.map(\.label), into: &figures)
      piece = []
    }
    measure(piece.map(\.text), labels: piece.map(\.label), into: &figures)
    return figures
  }

  /// Measures the classifier on texts that were read before.
  public func evaluate(on texts: LabeledTokens) -> ClassificationFigures {
    var figures = ClassificationFigures(labels: vocabulary.labels.tokens)
    measure(Array(texts.texts), labels: texts.labels, into: &figures)
    return figures
  }

  private func measure(_ texts: [[Int32]], labels: [Int32], into figures: inout ClassificationFigures) {
    guard !texts.isEmpty else { return }
    let logits = logits(of: texts)
    let nats = softmaxCrossEntropy(Tensor(logits), targets: IndexTensor(labels), reduction: .sum)
    figures.add(found: logits.map(Self.likeliest), right: labels, nats: Double(nats.item))
  }
}
