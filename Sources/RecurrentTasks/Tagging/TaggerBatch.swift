import RecurrentLayers
import RecurrentTraining

/// Sentences side by side, as a ``TaggerNetwork`` reads them. A word that occurs more than once is spelled once.
struct TaggerBatch: Sendable {
  /// Ids of words, `[batch, time]`.
  var words: IndexTensor
  /// Which of the spellings a word has, `[batch, time]`, counted through the groups.
  let spellingPlaces: IndexTensor
  /// The spellings of the batch's different words in groups of like length, so that little is padded.
  let spellings: [PaddedSequences<IndexTensor>]
  let lengths: [Int]
  /// `[batch, time]`; -1: none.
  let tags: IndexTensor

  var wordCount: Int { lengths.reduce(0, +) }

  /// - Parameters:
  ///   - sentences: places in `forms`, at least one sentence of at least one word.
  ///   - tags: empty: none.
  init(_ sentences: [[Int32]], tags: [[Int32]] = [], forms: FormTable) {
    // By length, then in the order of the table, so that a batch is always the same.
    let distinct = Set(sentences.joined()).sorted { first, second in
      (forms.spellings[Int(first)].count, first) < (forms.spellings[Int(second)].count, second)
    }
    let groupSize = 128
    spellings = stride(from: 0, to: distinct.count, by: groupSize).map { start in
      let group = distinct[start..<min(start + groupSize, distinct.count)]
      return PaddedSequences(group.map { forms.spellings[Int($0)] })
    }
    let ranks = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, Int32($0)) })
    spellingPlaces = PaddedSequences(sentences.map { $0.map { ranks[$0] ?? 0 } }).values
    let padded = PaddedSequences(sentences.map { $0.map { forms.words[Int($0)] } })
    (words, lengths) = (padded.values, padded.lengths)
    self.tags = PaddedSequences(tags.isEmpty ? sentences.map { $0.map { _ in -1 } } : tags, padding: -1).values
  }
}
