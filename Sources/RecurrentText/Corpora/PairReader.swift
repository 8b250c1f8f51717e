/// Reads pairs of texts, a line each: a sentence and its translation, a question and its answer.
///
/// Blank lines are passed over. White space around either text is no part of it, so that files of fixed width are read
/// as they are. Fields after the second are left out.
public final class PairReader {
  /// A text and what belongs to it.
  public struct Pair: Sendable, Hashable {
    /// What stands before the separator.
    public let source: String
    /// What stands after it.
    public let target: String
    /// Counted from 1.
    public let line: Int
  }

  private let lines: LineReader
  private let separator: String

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: a UTF-8 text file.
  ///   - separator: what stands between the two texts.
  /// - Throws: ``TextFileError`` as of ``LineReader``.
  public init(path: String, separator: String = "\t") throws(TextFileError) {
    precondition(!separator.isEmpty, "PairReader: separator must not be empty")
    lines = try LineReader(path: path)
    self.separator = separator
  }

  /// Where it is read from.
  public var path: String { lines.path }

  /// The next pair, or nil after the last.
  ///
  /// - Throws: ``TextFileError``: a line without the separator or without a text on one side of it, or reading fails.
  public func next() throws(TextFileError) -> Pair? {
    while let line = try lines.next() {
      if trimmed(line.text.unicodeScalars).isEmpty { continue }
      let fields = Self.split(line.text.unicodeScalars, at: Array(separator.unicodeScalars))
      guard fields.count >= 2 else {
        throw .malformed(path: path, line: line.number, reason: "no \(VocabularyError.spelled(separator)) in the line")
      }
      let (source, target) = (trimmed(fields[0]), trimmed(fields[1]))
      if source.isEmpty || target.isEmpty {
        let side = source.isEmpty ? "before" : "after"
        throw .malformed(
          path: path, line: line.number, reason: "no text \(side) the \(VocabularyError.spelled(separator))")
      }
      return Pair(source: source, target: target, line: line.number)
    }
    return nil
  }

  private static func split(
    _ scalars: Substring.UnicodeScalarView, at separator: [Unicode.Scalar]
  ) -> [Substring.UnicodeScalarView] {
    var fields: [Substring.UnicodeScalarView] = []
    var start = scalars.startIndex
    var index = start
    while index < scalars.endIndex {
      guard scalars[index] == separator[0], scalars[index...].starts(with: separator) else {
        index = scalars.index(after: index)
        continue
      }
      fields.append(scalars[start..<index])
      index = scalars.index(index, offsetBy: separator.count)
      start = index
    }
    return fields + [scalars[start...]]
  }
}
