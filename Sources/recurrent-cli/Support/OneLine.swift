extension String {
  /// On one line, so that one answer is one line: line ends and tabs as `\n`, `\r` and `\t`.
  var onOneLine: String {
    guard utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) else { return self }
    var line = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": line += "\\n"
      case "\r": line += "\\r"
      case "\t": line += "\\t"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  /// What `--help` says of it.
  static let onOneLineHelp =
    "Line ends and tabs inside an answer are printed as \\n, \\r and \\t; --json gives them as they are."
}
