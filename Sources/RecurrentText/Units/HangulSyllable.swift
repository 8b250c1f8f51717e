/// A Hangul syllable and its letters (Unicode 16, chapter 3.12, "Conjoining Jamo Behavior").
struct HangulSyllable {
  let leading: Unicode.Scalar
  let vowel: Unicode.Scalar
  let trailing: Unicode.Scalar?

  static let syllables: ClosedRange<Unicode.Scalar> = "\u{AC00}"..."\u{D7A3}"
  /// The letters that syllables are made of; old Hangul has more.
  static let leadingLetters: ClosedRange<Unicode.Scalar> = "\u{1100}"..."\u{1112}"
  static let vowels: ClosedRange<Unicode.Scalar> = "\u{1161}"..."\u{1175}"
  static let trailingLetters: ClosedRange<Unicode.Scalar> = "\u{11A8}"..."\u{11C2}"

  private static let vowelCount: UInt32 = 21
  /// None counts as one.
  private static let trailingCount: UInt32 = 28

  init(leading: Unicode.Scalar, vowel: Unicode.Scalar, trailing: Unicode.Scalar?) {
    self.leading = leading
    self.vowel = vowel
    self.trailing = trailing
  }

  /// Takes a syllable apart; nil where the scalar is none.
  init?(_ scalar: Unicode.Scalar) {
    guard Self.syllables.contains(scalar) else { return nil }
    let index = scalar.value - Self.syllables.lowerBound.value
    let trailingIndex = index % Self.trailingCount
    leading = Self.letter(Self.leadingLetters, index / (Self.vowelCount * Self.trailingCount))
    vowel = Self.letter(Self.vowels, index / Self.trailingCount % Self.vowelCount)
    trailing = trailingIndex == 0 ? nil : Self.letter(Self.trailingLetters, trailingIndex - 1)
  }

  /// The syllable as one scalar.
  var scalar: Unicode.Scalar {
    let leadingIndex = leading.value - Self.leadingLetters.lowerBound.value
    let vowelIndex = vowel.value - Self.vowels.lowerBound.value
    let trailingIndex = trailing.map { $0.value - Self.trailingLetters.lowerBound.value + 1 } ?? 0
    let index = (leadingIndex * Self.vowelCount + vowelIndex) * Self.trailingCount + trailingIndex
    return Unicode.Scalar(Self.syllables.lowerBound.value + index)!
  }

  var letters: [Unicode.Scalar] { [leading, vowel] + (trailing.map { [$0] } ?? []) }

  /// The syllable that two letters are, or a syllable without a last letter and one; nil: they are none.
  static func joined(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
    if leadingLetters.contains(first), vowels.contains(second) {
      return HangulSyllable(leading: first, vowel: second, trailing: nil).scalar
    }
    guard let open = HangulSyllable(first), open.trailing == nil, trailingLetters.contains(second) else { return nil }
    return HangulSyllable(leading: open.leading, vowel: open.vowel, trailing: second).scalar
  }

  /// Whether syllables are made of it.
  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    leadingLetters.contains(scalar) || vowels.contains(scalar) || trailingLetters.contains(scalar)
  }

  private static func letter(_ letters: ClosedRange<Unicode.Scalar>, _ index: UInt32) -> Unicode.Scalar {
    Unicode.Scalar(letters.lowerBound.value + index)!
  }
}
