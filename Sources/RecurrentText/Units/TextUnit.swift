/// The units that a vocabulary file can name.
public enum TextUnit: Sendable, Hashable {
  /// Unicode scalars: ``CharacterTokenizer``.
  case character
  /// Words between white space: ``WordTokenizer``.
  case word
  /// Hangul letters, else Unicode scalars: ``JamoTokenizer``.
  case jamo
  /// Frequent sequences of bytes: ``BytePairTokenizer``.
  case bytePair(BytePairTokenizer)

  /// What cuts text into these units.
  public var tokenizer: any Tokenizing {
    switch self {
    case .character: CharacterTokenizer()
    case .word: WordTokenizer()
    case .jamo: JamoTokenizer()
    case .bytePair(let tokenizer): tokenizer
    }
  }
}
