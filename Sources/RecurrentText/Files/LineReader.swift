/// Reads a UTF-8 text file line by line.
public final class LineReader {
  /// A line without its end.
  public struct Line: Sendable, Hashable {
    /// Without its end.
    public let text: Substring
    /// Counted from 1.
    public let number: Int
    /// Whether it ended in `\r\n` rather than `\n`.
    public let endsInCarriageReturn: Bool
    /// Whether it ended at all: a file's last line may not.
    let isEnded: Bool

    /// As it stands in the file, its end included.
    var whole: String { text + (endsInCarriageReturn ? "\r" : "") + (isEnded ? "\n" : "") }
  }

  private let reader: TextReader
  private var chunk: Substring = ""
  private var nextNumber = 1
  /// What stands before the first line that was read: a byte order mark, or nothing.
  var mark: String { reader.hasByteOrderMark ? "\u{FEFF}" : "" }

  /// Opens a file.
  ///
  /// - Throws: ``TextFileError`` where there is no such file, it is a directory, or may not be read.
  public init(path: String) throws(TextFileError) {
    reader = try TextReader(path: path)
  }

  /// Where it is read from.
  public var path: String { reader.path }

  /// Whether the next line can be had without waiting for whoever writes the file.
  package var isReady: Bool { !chunk.isEmpty || reader.isReady }

  /// The next line, or nil after the last.
  ///
  /// - Throws: ``TextFileError``: the file is empty, is not UTF-8, or reading fails.
  public func next() throws(TextFileError) -> Line? {
    if chunk.isEmpty {
      guard let text = try reader.nextChunk() else { return nil }
      chunk = text[...]
    }
    let end = chunk.utf8.firstIndex(of: UInt8(ascii: "\n"))
    var line = chunk[..<(end ?? chunk.endIndex)]
    chunk = end.map { chunk[chunk.utf8.index(after: $0)...] } ?? ""
    let endsInCarriageReturn = line.utf8.last == UInt8(ascii: "\r")
    if endsInCarriageReturn { line = line[..<line.utf8.index(before: line.endIndex)] }
    defer { nextNumber += 1 }
    return Line(text: line, number: nextNumber, endsInCarriageReturn: endsInCarriageReturn, isEnded: end != nil)
  }
}
