/// Turns text into token ids and back: a unit and its vocabulary, together what a model's `vocabulary.json` holds.
///
/// ```swift
/// let codec = try TextCodec(fittedTo: "input.txt", unit: .character)
/// let ids = try codec.encode("First Citizen:")
/// codec.decode(ids)  // "First Citizen:"
/// ```
public struct TextCodec: Sendable, Hashable {
  /// What texts are cut into.
  public let unit: TextUnit
  /// The units that it knows.
  public let vocabulary: Vocabulary
  /// The form in which texts are read; nil: as they stand.
  public let normalization: NormalizationForm?

  /// Units and the vocabulary of their ids.
  public init(unit: TextUnit, vocabulary: Vocabulary, normalization: NormalizationForm? = nil) {
    self.unit = unit
    self.vocabulary = vocabulary
    self.normalization = normalization
  }

  /// Makes the vocabulary of a text file, read piece by piece; for byte pairs the units too.
  ///
  /// - Parameters:
  ///   - path: a UTF-8 text file.
  ///   - unit: what text is cut into.
  ///   - minimumCount, maximumSize, specials, normalization: as of ``TextCodecFitter``.
  /// - Throws: ``TextFileError``.
  public init(
    fittedTo path: String, unit: UnitKind, minimumCount: Int = 1, maximumSize: Int? = nil,
    specials: [SpecialToken] = [], normalization: NormalizationForm? = nil
  ) throws(TextFileError) {
    let reader = try TextReader(path: path, unit: Self.piece(of: unit, normalization))
    var fitter = TextCodecFitter(
      unit, minimumCount: minimumCount, maximumSize: maximumSize, specials: specials, normalization: normalization)
    while let text = try reader.nextChunk() { fitter.add(text) }
    self = fitter.makeCodec()
  }

  /// Where a long line is cut: marks stay with the letters that they may become one with.
  private static func piece(of unit: UnitKind, _ normalization: NormalizationForm?) -> UnitKind {
    normalization == nil ? unit : .word
  }

  /// The text's units, known or not.
  public func tokens(in text: String) -> [String] { unit.tokenizer.tokens(in: text.normalized(normalization)) }

  /// The ids of the text's units.
  ///
  /// - Throws: ``VocabularyError/unknownTokens(_:)`` where the text has units that the vocabulary does not have, and
  ///   the vocabulary has no `<unk>`.
  public func encode(_ text: String) throws(VocabularyError) -> [Int32] {
    if case .character = unit { return try vocabulary.ids(ofScalarsIn: text.normalized(normalization)) }
    return try vocabulary.ids(of: tokens(in: text))
  }

  /// The ids of a whole file's units.
  ///
  /// - Throws: ``TextFileError``, ``VocabularyError``.
  public func encode(contentsOf path: String) throws -> [Int32] {
    var ids: [Int32] = []
    try encode(contentsOf: path) { ids += $0 }
    return ids
  }

  /// The ids of a whole file's units, piece by piece: they need not be in memory together.
  ///
  /// - Throws: ``TextFileError``, ``VocabularyError``, and what `body` throws.
  public func encode(contentsOf path: String, _ body: (_ ids: [Int32]) throws -> Void) throws {
    let reader = try TextReader(path: path, unit: Self.piece(of: unit.kind, normalization))
    while let text = try reader.nextChunk() { try body(try encode(text)) }
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
