/// Each Unicode scalar is a unit.
///
/// Scalars, not grapheme clusters: their number is bounded, a flag or a family emoji or a letter with any marks is made
/// of scalars already seen, cutting needs no look ahead and does not change with the Unicode version, and any text
/// comes back as it was. It is also what Python takes for a character. A line end `\r\n` is two units.
public struct CharacterTokenizer: Tokenizing, Hashable {
  /// It has no options.
  public init() {}

  public func tokens(in text: String) -> [String] {
    text.unicodeScalars.map { String($0) }
  }

  public func makeDetokenizer() -> any Detokenizing { Detokenizer() }

  private struct Detokenizer: Detokenizing {
    mutating func append(_ token: String) -> String { token }
    mutating func finish() -> String { "" }
  }
}
