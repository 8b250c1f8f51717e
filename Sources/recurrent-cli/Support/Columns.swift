import RecurrentReports

/// Text laid out for a fixed-width terminal.
enum Columns {
  /// The text with spaces after it, up to a width.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.columns))
  }

  /// The text with spaces before it, up to a width: for numbers.
  static func aligned(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.columns)) + text
  }
}
