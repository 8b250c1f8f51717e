extension Unicode.Scalar {
  /// The columns that it takes where all characters are of one width: 2 for East Asian ones and emoji, 0 for what joins
  /// the character before it. (Unicode's annex 11; those of ambiguous width are narrow.)
  package var columns: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    switch value {
    // The vowels and finals of decomposed Hangul stand in the syllable before them.
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x20000...0x3FFFD:
      return 2
    default: return properties.isEmojiPresentation ? 2 : 1
    }
  }
}

extension Character {
  /// Of all its scalars the widest: those of an emoji of several are one picture. U+FE0F asks for the picture of a
  /// character that is narrow by itself.
  package var columns: Int { unicodeScalars.reduce(0) { max($0, $1 == "\u{FE0F}" ? 2 : $1.columns) } }
}

extension StringProtocol {
  /// The columns that it takes on a terminal.
  package var columns: Int { reduce(0) { $0 + $1.columns } }

  /// As much of its beginning as has room in so many columns.
  package func prefix(columns: Int) -> SubSequence {
    var left = columns
    return prefix {
      left -= $0.columns
      return left >= 0
    }
  }
}
