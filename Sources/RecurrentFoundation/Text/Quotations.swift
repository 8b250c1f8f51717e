extension StringProtocol {
  /// The text as errors show what a file holds: in quotes, of a long one its beginning alone, and what is no visible
  /// character as an escape, so that no file can write to a terminal what it likes.
  package var quoted: String { "\"\(visible(60))\"" }

  /// As ``quoted``, without the quotes: what others say of a file, which may repeat what is in it.
  ///
  /// - Parameter limit: so many characters at most.
  package func visible(_ limit: Int) -> String {
    unicodeScalars.prefix(limit).map(\.visible).joined() + (unicodeScalars.count > limit ? "…" : "")
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
