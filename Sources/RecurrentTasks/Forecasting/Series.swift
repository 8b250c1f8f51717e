import RecurrentText

/// Columns of numbers, a row for each step of time.
public struct Series: Equatable, Sendable {
  public let columns: [String]
  /// `[rows, columns]`, row by row.
  public private(set) var values: [Float] = []
  /// Where it was read.
  public let path: String

  public var rowCount: Int { values.count / columns.count }

  /// Reads some columns of a CSV or TSV file, row by row.
  ///
  /// - Parameter lastRows: as many rows of the file's end; nil: all.
  /// - Throws: `TextFileError`: a column is not there, a field is no finite number, or the file cannot be read.
  public init(contentsOf path: String, columns: [String], lastRows: Int? = nil) throws(TextFileError) {
    self.init(path: path, columns: columns)
    let reader = try SeriesReader(path: path, columns: columns)
    while let rows = try reader.next() {
      append(rows)
      if let lastRows { removeFirst(max(0, rowCount - lastRows)) }
    }
  }

  /// No row yet.
  init(path: String, columns: [String]) {
    precondition(!columns.isEmpty, "Series: columns must name at least one")
    (self.columns, self.path) = (columns, path)
  }

  /// - Parameter rows: row by row.
  mutating func append(_ rows: [Float]) { values += rows }

  mutating func removeFirst(_ rows: Int) { values.removeFirst(rows * columns.count) }

  /// A column's values in order.
  func column(_ index: Int) -> [Float] {
    stride(from: index, to: values.count, by: columns.count).map { values[$0] }
  }
}

/// Reads some columns of a table, some rows at a time.
final class SeriesReader {
  private let table: TableReader
  private let places: [Int]
  /// The numbers read at a time, at least.
  private let size = 1 << 16

  init(path: String, columns: [String]) throws(TextFileError) {
    let table = try TableReader(path: path)
    var places: [Int] = []
    for name in columns { places.append(try table.column(name)) }
    (self.table, self.places) = (table, places)
  }

  /// The next rows, row by row; nil after the last.
  func next() throws(TextFileError) -> [Float]? {
    var rows: [Float] = []
    while rows.count < size, let row = try table.next() {
      for place in places { rows.append(try table.number(row, place)) }
    }
    return rows.isEmpty ? nil : rows
  }
}
