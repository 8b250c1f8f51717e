import RecurrentLayers
import RecurrentTraining

/// Sentences side by side, as a ``TaggerNetwork`` reads them. A word that occurs more than once is spelled once.
struct TaggerBatch: Sendable {
  /// Ids of words, `[batch, time]`.
  var words: IndexTensor
  /// Which of the spellings a word has, `[batch, time]`, counted through the groups.
  let spellingPlaces: IndexTensor
  /// The spellings of the batch's different words in groups of like length, so that little is padded; nil: a group of the
  /// whole batch, none of whose words is in these sentences.
  let spellings: [Spellings?]
  let lengths: [Int]
  /// `[batch, time]`; -1: none.
  let tags: IndexTensor

  /// A group of spellings.
  struct Spellings: Sendable {
    let characters: PaddedSequences<IndexTensor>
    /// Which rows of the whole batch's group they are; nil: all.
    let rows: BatchRows?
  }

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
      return Spellings(characters: PaddedSequences(group.map { forms.spellings[Int($0)] }), rows: nil)
    }
    let ranks = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, Int32($0)) })
    spellingPlaces = PaddedSequences(sentences.map { $0.map { ranks[$0] ?? 0 } }).values
    let padded = PaddedSequences(sentences.map { $0.map { forms.words[Int($0)] } })
    (words, lengths) = (padded.values, padded.lengths)
    self.tags = PaddedSequences(tags.isEmpty ? sentences.map { $0.map { _ in -1 } } : tags, padding: -1).values
  }

  private init(
    words: IndexTensor, spellingPlaces: IndexTensor, spellings: [Spellings?], lengths: [Int], tags: IndexTensor
  ) {
    (self.words, self.spellingPlaces, self.spellings) = (words, spellingPlaces, spellings)
    (self.lengths, self.tags) = (lengths, tags)
  }

  /// Some of the sentences, as long as all, with the spellings of their words alone.
  func rows(_ rows: Range<Int>) -> TaggerBatch {
    // The places past a sentence's end are those of the first spelling, as in the whole batch.
    let places = spellingPlaces.rows(rows)
    let used = Set(places.scalars).sorted()
    let ranks = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, Int32($0)) })
    var (groups, first) = ([Spellings?](), 0)
    for group in spellings.compactMap(\.self) {
      let count = group.characters.lengths.count
      let chosen = used.filter { (first..<(first + count)).contains(Int($0)) }.map { Int($0) - first }
      groups.append(chosen.isEmpty ? nil : group.rows(chosen))
      first += count
    }
    return TaggerBatch(
      words: words.rows(rows),
      spellingPlaces: IndexTensor(shape: places.shape, scalars: places.scalars.map { ranks[$0] ?? 0 }),
      spellings: groups, lengths: Array(lengths[rows]), tags: tags.rows(rows))
  }
}

extension TaggerBatch.Spellings {
  fileprivate func rows(_ chosen: [Int]) -> TaggerBatch.Spellings {
    let (steps, scalars) = (characters.values.shape[1], characters.values.scalars)
    let rows = chosen.map { row in Array(scalars[(row * steps)..<(row * steps + characters.lengths[row])]) }
    return TaggerBatch.Spellings(
      characters: PaddedSequences(rows, leastSteps: steps),
      rows: BatchRows(chosen, of: characters.lengths.count))
  }
}
