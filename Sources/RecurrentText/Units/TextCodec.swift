/// Turns text into token ids and back: a unit and its vocabulary, together what a model's `vocabulary.json` holds.
///
/// ```swift
/// let codec = try TextCodec(fittedTo: "input.txt", unit: .character)
/// let ids = try codec.encode("First Citizen:")
/// codec.decode(ids)  // "First Citizen:"
/// ```
public struct TextCodec: Sendable, Hashable {
  public let unit: TextUnit
  public let vocabulary: Vocabulary

  public init(unit: TextUnit, vocabulary: Vocabulary) {
    self.unit = unit
    self.vocabulary = vocabulary
  }

  /// Counts the units of a text file, piece by piece, and makes the vocabulary from them.
  ///
  /// - Parameters:
  ///   - path: a UTF-8 text file.
  ///   - minimumCount: units seen less often are left out.
  ///   - maximumSize: at most this many units, special ones included.
  ///   - specials: special tokens, which get the first ids.
  /// - Throws: ``TextFileError``.
  public init(
    fittedTo path: String, unit: TextUnit, minimumCount: Int = 1, maximumSize: Int = Int(Int32.max),
    specials: [SpecialToken] = []
  ) throws(TextFileError) {
    let reader = try TextReader(path: path)
    let tokenizer = unit.tokenizer
    var counts = TokenCounts()
    while let text = try reader.nextChunk() { counts.add(contentsOf: tokenizer.tokens(in: text)) }
    self.init(
      unit: unit,
      vocabulary: Vocabulary(
        counts: counts, minimumCount: minimumCount, maximumSize: maximumSize, specials: specials))
  }

  /// Learns byte pair units from a text file; the vocabulary has all of them, so that nothing is unknown.
  ///
  /// - Parameters:
  ///   - path: a UTF-8 text file.
  ///   - vocabularySize: how many tokens to have, special ones included: at least 256 beside those.
  ///   - specials: special tokens, which get the first ids.
  /// - Throws: ``TextFileError``.
  public init(
    bytePairsOf path: String, vocabularySize: Int, specials: [SpecialToken] = []
  ) throws(TextFileError) {
    let tokenizer = try BytePairTokenizer(trainedOn: path, unitCount: vocabularySize - specials.count)
    self.init(unit: .bytePair(tokenizer), vocabulary: Vocabulary(tokens: tokenizer.units, specials: specials))
  }

  /// The ids of the text's units.
  ///
  /// - Throws: ``VocabularyError/unknownTokens(_:)`` where the text has units that the vocabulary does not have, and
  ///   the vocabulary has no `<unk>`.
  public func encode(_ text: String) throws(VocabularyError) -> [Int32] {
    try vocabulary.ids(of: unit.tokenizer.tokens(in: text))
  }

  /// The ids of a whole file's units, read piece by piece.
  ///
  /// - Throws: ``TextFileError``, ``VocabularyError``.
  public func encode(contentsOf path: String) throws -> [Int32] {
    let reader = try TextReader(path: path)
    var ids: [Int32] = []
    while let text = try reader.nextChunk() { ids += try encode(text) }
    return ids
  }

  /// The text that these ids make.
  public func decode(_ ids: some Sequence<Int32>) -> String {
    unit.tokenizer.text(from: ids.lazy.map { vocabulary[$0] })
  }

  /// Something that turns ids to text one at a time, for text that is shown while it is written.
  public func makeDecoder() -> StreamingDecoder {
    StreamingDecoder(vocabulary: vocabulary, detokenizer: unit.tokenizer.makeDetokenizer())
  }
}

/// Turns ids to text as they come. See ``TextCodec/makeDecoder()``.
public struct StreamingDecoder: Sendable {
  let vocabulary: Vocabulary
  var detokenizer: any Detokenizing

  /// Takes the next id; returns the text that no later id can change, which may be empty.
  public mutating func append(_ id: Int32) -> String { detokenizer.append(vocabulary[id]) }

  /// The text that was still held back.
  public mutating func finish() -> String { detokenizer.finish() }
}
