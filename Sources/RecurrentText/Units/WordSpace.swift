extension Unicode.Scalar {
  /// Whether it stands between words: white space, but none that is written so that no line breaks at it, as in `10 000`.
  package var separatesWords: Bool {
    properties.isWhitespace && self != "\u{A0}" && self != "\u{2007}" && self != "\u{202F}"
  }
}
