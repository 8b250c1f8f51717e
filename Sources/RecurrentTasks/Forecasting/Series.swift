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
  /// - Throws: `TextFileError`: a column is not there, a field is no finite number, or the file cannot be read.
  public init(contentsOf path: String, columns: [String]) throws(TextFileError) {
    precondition(!columns.isEmpty, "Series: columns must name at least one")
    (self.columns, self.path) = (columns, path)
    let reader = try TableReader(path: path)
    var places: [Int] = []
    for name in columns { places.append(try reader.column(name)) }
    while let row = try reader.next() {
      for place in places { values.append(try reader.number(row, place)) }
    }
  }

  /// A column's values in order.
  func column(_ index: Int) -> [Float] {
    stride(from: index, to: values.count, by: columns.count).map { values[$0] }
  }
}
