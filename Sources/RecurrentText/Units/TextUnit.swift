/// The units that a vocabulary file can name.
public enum TextUnit: Sendable, Hashable {
  /// Unicode scalars: ``CharacterTokenizer``.
  case character
  /// Words between white space: ``WordTokenizer``.
  case word

  /// What cuts text into these units.
  public var tokenizer: any Tokenizing {
    switch self {
    case .character: CharacterTokenizer()
    case .word: WordTokenizer()
    }
  }
}
