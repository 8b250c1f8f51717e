/// Makes a ``TextCodec`` from texts as they come, so that they need not be in memory together.
///
/// ```swift
/// var fitter = TextCodecFitter(.bytePair, maximumSize: 8000, specials: [.padding, .unknown])
/// while let row = try reader.next() { fitter.add(row[document]) }
/// let codec = fitter.makeCodec()
/// ```
public struct TextCodecFitter: Sendable {
  /// How many tokens byte pair units are learnt for where nobody says.
  public static let usualBytePairCount = 8192

  private let kind: UnitKind
  private let minimumCount: Int
  private let maximumSize: Int?
  private let specials: [SpecialToken]
  private let normalization: NormalizationForm?
  private var counts = TokenCounts()
  private var pieces = PieceCounts()

  /// - Parameters:
  ///   - minimumCount: units, or pairs of bytes to merge, seen less often are left out. At least 2 for byte pairs.
  ///   - maximumSize: at most this many tokens, special ones included, of which the most frequent are kept: for byte
  ///     pairs at least 256 beside the special ones. nil: all; of byte pairs ``usualBytePairCount``.
  ///   - specials: special tokens, which get the first ids.
  ///   - normalization: the form in which texts are read; nil: as they stand.
  public init(
    _ kind: UnitKind, minimumCount: Int = 1, maximumSize: Int? = nil, specials: [SpecialToken] = [],
    normalization: NormalizationForm? = nil
  ) {
    self.kind = kind
    self.minimumCount = minimumCount
    self.maximumSize = maximumSize
    self.specials = specials
    self.normalization = normalization
  }

  /// Counts the units of a text.
  public mutating func add(_ text: String) {
    let text = text.normalized(normalization)
    switch kind {
    case .character: counts.add(scalarsOf: text)
    case .word: counts.add(contentsOf: WordTokenizer().tokens(in: text))
    case .jamo: counts.add(contentsOf: JamoTokenizer().tokens(in: text))
    case .bytePair: pieces.add(text.utf8)
    }
  }

  /// The codec of all texts so far.
  public func makeCodec() -> TextCodec {
    switch kind {
    case .character: codec(.character)
    case .word: codec(.word)
    case .jamo: codec(.jamo)
    case .bytePair: bytePairCodec
    }
  }

  private func codec(_ unit: TextUnit) -> TextCodec {
    TextCodec(
      unit: unit,
      vocabulary: Vocabulary(
        counts: counts, minimumCount: minimumCount, maximumSize: maximumSize ?? Int(Int32.max), specials: specials),
      normalization: normalization)
  }

  /// The vocabulary has every unit, so that nothing is unknown.
  private var bytePairCodec: TextCodec {
    let tokenizer = BytePairTokenizer(
      pieces, unitCount: (maximumSize ?? Self.usualBytePairCount) - specials.count,
      minimumCount: max(2, minimumCount))
    return TextCodec(
      unit: .bytePair(tokenizer), vocabulary: Vocabulary(tokens: tokenizer.units, specials: specials),
      normalization: normalization)
  }
}
