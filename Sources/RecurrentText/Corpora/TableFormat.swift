/// How a table's fields are separated, and how its numbers are written.
public struct TableFormat: Sendable, Hashable {
  /// An ASCII character.
  public let delimiter: Unicode.Scalar
  /// Whether a field in double quotes may hold delimiters, line ends and, doubled, quotes (RFC 4180).
  public let hasQuotes: Bool
  /// How it writes numbers.
  public var numbers: NumberFormat

  /// Nothing said what the delimiter is, so that the header does: see ``init(path:)``.
  private var isOpen = false

  /// Fields between delimiters, with or without quotes.
  public init(delimiter: Unicode.Scalar, hasQuotes: Bool, numbers: NumberFormat = NumberFormat()) {
    precondition(
      delimiter.isASCII && !["\n", "\r", "\""].contains(delimiter),
      "TableFormat: delimiter must be ASCII and no line end or quote, got \(delimiter)")
    self.delimiter = delimiter
    self.hasQuotes = hasQuotes
    self.numbers = numbers
  }

  /// Commas and quotes.
  public static let csv = TableFormat(delimiter: ",", hasQuotes: true)
  /// Tabs; a quote is a character like any other.
  public static let tsv = TableFormat(delimiter: "\t", hasQuotes: false)

  /// By the ending of a file's name: `csv` is CSV, all else TSV. Standard input and pipes have no name: there the header
  /// tells, which has commas or semicolons, whichever are more, and no tab.
  public init(path: String) {
    self =
      path.utf8.suffix(4).elementsEqual(".csv".utf8) || path.utf8.suffix(4).elementsEqual(".CSV".utf8) ? .csv : .tsv
    isOpen = path == "-" || path == "/dev/stdin" || path.hasPrefix("/dev/fd/")
  }

  /// - Parameter header: the first line.
  func following(header: Substring) -> TableFormat {
    guard isOpen, !header.contains("\t") else { return self }
    let (commas, semicolons) = (header.count { $0 == "," }, header.count { $0 == ";" })
    guard commas + semicolons > 0 else { return self }
    return TableFormat(delimiter: semicolons > commas ? ";" : ",", hasQuotes: true, numbers: numbers)
  }

  /// The fields of a line by itself; nil: a quote is not closed, or stands where none may.
  package func fields(of line: String) -> [String]? {
    var parser = RecordParser(self)
    let line = LineReader.Line(text: line[...], number: 1, endsInCarriageReturn: false, isEnded: false)
    let isWhole = try? parser.take(line)
    return isWhole == true ? parser.fields : nil
  }

  /// What a header of one field holds that stands between fields elsewhere; nil: nothing, or it has several.
  package static func likelyDelimiter(ofHeader columns: [String]) -> Character? {
    guard columns.count == 1 else { return nil }
    return [";", "\t", "|", ","].first(where: columns[0].contains)
  }

  /// What to say of a table whose header is one field that may be several; nothing where it is not.
  package static func hint(ofHeader columns: [String]) -> String {
    guard let found = likelyDelimiter(ofHeader: columns) else { return "" }
    return found == "\t"
      ? ": a tab seems to stand between fields: --delimiter tab says so"
      : ": '\(found)' seems to stand between fields: --delimiter '\(found)' says so"
  }
}
