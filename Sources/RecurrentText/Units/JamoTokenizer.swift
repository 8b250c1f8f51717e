/// Hangul syllables as their letters (jamo), every other Unicode scalar as it is.
///
/// The 11,172 syllables are made of 67 letters, so that a syllable never seen in training is no stranger: 한 is the three
/// units ᄒ, ᅡ, ᆫ (Unicode 16, chapter 3.12). Any text comes back exactly: a letter that the text itself has in this
/// form, rather than inside a syllable, is a unit of its own with `=` in front, so that it is not joined by mistake.
public struct JamoTokenizer: Tokenizing, Hashable {
  /// It has no options.
  public init() {}

  public func tokens(in text: String) -> [String] {
    var tokens: [String] = []
    for scalar in text.unicodeScalars {
      if let syllable = HangulSyllable(scalar) {
        tokens.append(String(syllable.leading))
        tokens.append(String(syllable.vowel))
        if let trailing = syllable.trailing { tokens.append(String(trailing)) }
      } else {
        tokens.append(HangulSyllable.isLetter(scalar) ? Self.literalMark + String(scalar) : String(scalar))
      }
    }
    return tokens
  }

  public func makeDetokenizer() -> any Detokenizing { Detokenizer() }

  private static let literalMark = "="

  /// Holds a syllable back until it is complete.
  private struct Detokenizer: Detokenizing {
    private var leading: Unicode.Scalar?
    private var vowel: Unicode.Scalar?

    mutating func append(_ token: String) -> String {
      let scalars = token.unicodeScalars
      guard scalars.count == 1, let scalar = scalars.first else {
        let isLiteral = token.hasPrefix(literalMark) && scalars.count == 2
        return finish() + (isLiteral ? String(scalars.last!) : token)
      }
      if HangulSyllable.leadingLetters.contains(scalar) {
        defer { leading = scalar }
        return finish()
      }
      if HangulSyllable.vowels.contains(scalar), leading != nil, vowel == nil {
        vowel = scalar
        return ""
      }
      if HangulSyllable.trailingLetters.contains(scalar), let leading, let vowel {
        self.leading = nil
        self.vowel = nil
        return String(HangulSyllable(leading: leading, vowel: vowel, trailing: scalar).scalar)
      }
      return finish() + token
    }

    mutating func finish() -> String {
      defer {
        leading = nil
        vowel = nil
      }
      guard let leading else { return "" }
      guard let vowel else { return String(leading) }
      return String(HangulSyllable(leading: leading, vowel: vowel, trailing: nil).scalar)
    }
  }
}
