import RecurrentText

/// Reads some columns of a table, some rows at a time.
final class SeriesReader {
  private let table: TableReader
  private let places: [Int]
  /// The numbers read at a time, at least.
  private let size = 1 << 16
  /// Numbers whose squares can be summed.
  static let largest = 1e150

  init(path: String, columns: [String], format: TableFormat?) throws(TextFileError) {
    let table = try TableReader(path: path, format: format, blankLines: .rowsOfOneColumn)
    var places: [Int] = []
    for name in columns { places.append(try table.column(name)) }
    (self.table, self.places) = (table, places)
  }

  /// The next rows, row by row; nil after the last.
  func next() throws(TextFileError) -> [Double]? {
    var rows: [Double] = []
    while rows.count < size, let row = try table.next() {
      for place in places { rows.append(try table.number(row, place, upTo: Self.largest)) }
    }
    return rows.isEmpty ? nil : rows
  }
}
