import RecurrentFoundation

/// Reads a table with named columns from a CSV or TSV file, row by row.
///
/// The first line that is not blank names the columns. Blank lines are passed over, unless ``BlankLines`` says otherwise;
/// line ends may be `\n` or `\r\n`. Spaces around a field are no part of it, unless they are in quotes.
///
/// ```swift
/// let reader = try TableReader(path: "ratings.txt")
/// let (document, label) = (try reader.column("document"), try reader.column("label"))
/// while let row = try reader.next() { examples.append((row[document], row[label])) }
/// ```
public final class TableReader {
  /// One row of a table.
  public struct Row: Sendable, Hashable {
    /// As many as there are columns.
    public let fields: [String]
    /// The line that it begins at, counted from 1.
    public let line: Int

    /// The field of a column, counted from 0.
    public subscript(column: Int) -> String { fields[column] }
  }

  /// What blank lines are.
  public enum BlankLines: Sendable {
    /// Nothing.
    case passedOver
    /// In a table of one column rows whose field is empty, but for those at the end; in others nothing.
    case rowsOfOneColumn
  }

  /// The names of the columns, in order.
  public let columns: [String]
  private let lines: LineReader
  private let format: TableFormat
  private let blankLines: BlankLines
  /// The line that was read behind blank ones which are rows, and the numbers of those still to come.
  private var ahead: (line: LineReader.Line, blanks: Range<Int>)?

  /// Opens a file and reads its header.
  ///
  /// - Parameters:
  ///   - path: a UTF-8 text file.
  ///   - format: nil: by the ending of the name, of standard input by the header.
  ///   - blankLines: what those after the header are.
  /// - Throws: ``TextFileError``: as of ``LineReader``, or a header that is malformed or names a column twice.
  public init(
    path: String, format: TableFormat? = nil, blankLines: BlankLines = .passedOver
  ) throws(TextFileError) {
    lines = try LineReader(path: path)
    self.blankLines = blankLines
    guard let first = try Self.nextLine(lines) else { throw .empty(path: lines.path) }
    self.format = (format ?? TableFormat(path: path)).following(header: first.text)
    let header = try Self.record(from: first, lines, self.format)
    columns = header.fields
    var seen: Set<TokenKey> = []
    for name in columns where !name.isEmpty && !seen.insert(TokenKey(name)).inserted {
      throw .malformed(path: lines.path, line: header.line, reason: "the column \(name.quoted) is there twice")
    }
  }

  /// Where it is read from.
  public var path: String { lines.path }

  /// Whether reading on does not wait.
  package var isReady: Bool { lines.isReady }

  /// The place of a column in a row.
  ///
  /// - Throws: ``TextFileError/missingColumn(path:name:found:)``.
  public func column(_ name: String) throws(TextFileError) -> Int {
    guard let index = columns.firstIndex(where: { TokenKey($0) == TokenKey(name) }) else {
      throw .missingColumn(path: path, name: name, found: columns)
    }
    return index
  }

  /// The next row, or nil after the last.
  ///
  /// - Throws: ``TextFileError``: a row has more or fewer fields than there are columns, its quotes do not match, or
  ///   reading fails.
  public func next() throws(TextFileError) -> Row? { try next(mayEndEarly: false) }

  /// - Parameter mayEndEarly: a row may have fewer fields than there are columns.
  package func next(mayEndEarly: Bool) throws(TextFileError) -> Row? {
    if let blank = try nextBlankRow() { return blank }
    var line = ahead?.line
    ahead = nil
    if line == nil { line = try Self.nextLine(lines) }
    guard let first = line else { return nil }
    let row = try Self.record(from: first, lines, format)
    guard row.fields.count == columns.count || (mayEndEarly && row.fields.count < columns.count) else {
      let reason =
        "\(row.fields.count) fields, expected \(columns.count) (\(columns.joined(separator: ", ")))"
        + TableFormat.hint(ofHeader: columns)
      throw .malformed(path: path, line: row.line, reason: reason)
    }
    return row
  }

  /// The next of the blank lines that are rows; nil: the next line is none, or nothing but blank lines follows.
  private func nextBlankRow() throws(TextFileError) -> Row? {
    guard blankLines == .rowsOfOneColumn, columns.count == 1 else { return nil }
    if ahead == nil {
      guard let first = try lines.next() else { return nil }
      guard let line = first.text.isEmpty ? try Self.nextLine(lines) : first else { return nil }
      ahead = (line, first.number..<line.number)
    }
    guard let number = ahead!.blanks.first else { return nil }
    ahead!.blanks.removeFirst()
    return Row(fields: [""], line: number)
  }

  /// A field as a number.
  ///
  /// - Parameter largest: its magnitude is at most this.
  /// - Throws: ``TextFileError/malformed(path:line:reason:)`` where it is none, or too large.
  public func number(
    _ row: Row, _ column: Int, upTo largest: Double = .greatestFiniteMagnitude
  ) throws(TextFileError) -> Double {
    let field = row[column]
    func failure(_ what: String) -> TextFileError {
      .malformed(path: path, line: row.line, reason: "\(columns[column]) is \(what)")
    }
    if field.isEmpty { throw failure("empty: fill the gap or leave the row out") }
    guard let number = format.numbers.number(field), number.isFinite else {
      throw failure("\(field.quoted), no number: " + Self.hint(field, format.numbers))
    }
    guard number.magnitude <= largest else { throw failure("\(field.quoted), beyond \(largest)") }
    return number
  }

  /// How to mend a field. Commas and points tell of another way to write numbers.
  private static func hint(_ field: String, _ numbers: NumberFormat) -> String {
    if numbers.decimalSeparator == ",", numbers.groupSeparator == nil,
      NumberFormat(decimalSeparator: ",", groupSeparator: ".").number(field) != nil
    {
      return "does its point stand between thousands? --thousands . says so"
    }
    guard field.contains(","), numbers.decimalSeparator != ",", numbers.groupSeparator != ",",
      NumberFormat(decimalSeparator: ",", groupSeparator: ".").number(field) != nil
    else { return "mend it or leave the row out" }
    return "is its comma a decimal comma?"
  }

  /// The next line that is not blank.
  private static func nextLine(_ lines: LineReader) throws(TextFileError) -> LineReader.Line? {
    var line = try lines.next()
    while let blank = line, blank.text.isEmpty { line = try lines.next() }
    return line
  }

  private static func record(
    from first: LineReader.Line, _ lines: LineReader, _ format: TableFormat
  ) throws(TextFileError) -> Row {
    var line: LineReader.Line? = first
    var parser = RecordParser(format)
    while let current = line {
      do throws(RecordParser.Problem) {
        if try parser.take(current) { return Row(fields: parser.fields, line: first.number) }
      } catch {
        throw .malformed(path: lines.path, line: current.number, reason: error.reason)
      }
      line = try lines.next()
    }
    throw .malformed(path: lines.path, line: first.number, reason: "a quote is not closed before the end of the file")
  }
}
