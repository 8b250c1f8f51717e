import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// Source texts side by side, as an encoder reads them.
struct SourceBatch: Sendable {
  /// `[batch, time]`.
  let tokens: IndexTensor
  let lengths: [Int]

  init(_ sources: [[Int32]], reversed: Bool) {
    let padded = PaddedSequences(reversed ? sources.map { $0.reversed() } : sources)
    (tokens, lengths) = (padded.values, padded.lengths)
  }

  private init(tokens: IndexTensor, lengths: [Int]) { (self.tokens, self.lengths) = (tokens, lengths) }

  /// Some of the texts, as long as all.
  func rows(_ rows: Range<Int>) -> SourceBatch {
    rows.count == lengths.count ? self : SourceBatch(tokens: tokens.rows(rows), lengths: Array(lengths[rows]))
  }
}

/// Target texts side by side, as a decoder is taught: it sees each unit's predecessor, `<bos>` before the first, and is
/// to say the unit, `<eos>` after the last (teacher forcing; Williams and Zipser 1989).
struct TargetBatch: Sendable {
  /// `[batch, time]`.
  let inputs: IndexTensor
  /// `[batch, time]`; -1 past a row's end.
  let targets: IndexTensor
  let lengths: [Int]

  init(_ texts: [[Int32]], vocabulary: Vocabulary) {
    let padded = PaddedSequences(texts.map { [vocabulary.required(.beginning)] + $0 })
    (inputs, lengths) = (padded.values, padded.lengths)
    targets = PaddedSequences(texts.map { $0 + [vocabulary.required(.end)] }, padding: -1).values
  }

  private init(inputs: IndexTensor, targets: IndexTensor, lengths: [Int]) {
    (self.inputs, self.targets, self.lengths) = (inputs, targets, lengths)
  }

  /// Some of the texts, as long as all.
  func rows(_ rows: Range<Int>) -> TargetBatch {
    guard rows.count < lengths.count else { return self }
    return TargetBatch(inputs: inputs.rows(rows), targets: targets.rows(rows), lengths: Array(lengths[rows]))
  }
}

extension Vocabulary {
  /// The id of a special token that ``TranslatorVocabulary/validate()`` has seen to.
  func required(_ special: SpecialToken) -> Int32 {
    guard let id = id(of: special) else { preconditionFailure("a vocabulary without \(special.rawValue)") }
    return id
  }
}
