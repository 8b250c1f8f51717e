import RecurrentFoundation

/// The form of `vocabulary.json`:
///
/// ```json
/// {"format": "recurrent-vocabulary", "version": 1, "unit": "character", "tokens": ["e", "t", " "]}
/// ```
///
/// Byte pair units have their `merges` beside, and texts that are read in a form its name: `"normalization": "nfc"`.
extension TextCodec: Codable {
  private static let format = "recurrent-vocabulary"
  private static let version = 1

  private enum CodingKeys: String, CodingKey {
    case format, version, unit, normalization, tokens, merges
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let format = try container.decode(String.self, forKey: .format)
    let version = try container.decode(Int.self, forKey: .version)
    guard format == Self.format, version == Self.version else {
      throw VocabularyError.foreignFormat(
        found: "\(format) version \(version)", expected: "\(Self.format) version \(Self.version)")
    }
    let vocabulary = try container.decode(Vocabulary.self, forKey: .tokens)
    let unit: TextUnit
    switch try container.decode(UnitKind.self, forKey: .unit) {
    case .character: unit = .character
    case .word: unit = .word
    case .jamo: unit = .jamo
    case .bytePair:
      let tokenizer = try BytePairTokenizer(merges: container.decode([BytePairMerge].self, forKey: .merges))
      if let unit = tokenizer.units.first(where: { vocabulary.id(of: $0) == nil }) {
        throw VocabularyError.inconsistent("the merges make \(unit.quoted), which is no token")
      }
      unit = .bytePair(tokenizer)
    }
    self.init(
      unit: unit, vocabulary: vocabulary,
      normalization: try container.decodeIfPresent(NormalizationForm.self, forKey: .normalization))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.format, forKey: .format)
    try container.encode(Self.version, forKey: .version)
    try container.encode(unit.kind, forKey: .unit)
    try container.encodeIfPresent(normalization, forKey: .normalization)
    if case .bytePair(let tokenizer) = unit { try container.encode(tokenizer.merges, forKey: .merges) }
    try container.encode(vocabulary, forKey: .tokens)
  }
}
