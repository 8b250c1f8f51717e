extension StringProtocol {
  /// The text as errors show what a file holds: in quotes, of a long one its beginning alone, and what is no visible
  /// character as an escape, so that no file can write to a terminal what it likes.
  package var quoted: String {
    let limit = 60
    let shown = unicodeScalars.prefix(limit).map(\.visible).joined()
    return unicodeScalars.count > limit ? "\"\(shown)…\"" : "\"\(shown)\""
  }
}

extension Collection<String> {
  /// The texts in quotes, of many the first twenty.
  package var quoted: String {
    let limit = 20
    let shown = prefix(limit).map(\.quoted).joined(separator: ", ")
    return count > limit ? "\(shown) and \(count - limit) more" : shown
  }
}

extension Unicode.Scalar {
  /// The character, or what Swift writes for it: `\n`, `\u{7}`.
  fileprivate var visible: String {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: escaped
    // Joiners hold emoji together; the others turn the direction of what follows, or cannot be seen.
    case .format: properties.isJoinControl ? String(self) : escaped
    default: String(self)
    }
  }

  private var escaped: String {
    switch self {
    case "\t": "\\t"
    case "\n": "\\n"
    case "\r": "\\r"
    default: "\\u{\(String(value, radix: 16))}"
    }
  }
}
