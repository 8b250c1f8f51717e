import Recurrent
import RecurrentFoundation

/// Reads a column that says which rows are anomalies: by a yes, a number other than 0, or the name of what was wrong.
struct AnomalyLabels {
  /// Those of anomalies, counted from 0.
  private(set) var rows: Set<Int> = []
  /// How many rows the file has.
  private(set) var rowCount = 0
  /// The number of anomalies, and the line of the first that has it.
  private var number: (value: Double, line: Int)?

  private static let negatives: Set = ["false", "f", "no", "n", "none", "normal", "ok"]

  /// - Throws: `TextFileError`: it is no column of labels.
  init(_ column: String, contentsOf path: String, format: TableFormat, layout: SeriesLayout) throws {
    let reader = try TableReader(path: path, format: format, blankLines: .rowsOfOneColumn)
    let place = try reader.column(column)
    while let row = try reader.next() {
      if !layout.isMissing(row[place]), try isAnomaly(row, place, format, reader) { rows.insert(rowCount) }
      rowCount += 1
    }
    // Names of kinds, one of which may be of rows without a fault, say nothing by themselves.
    guard rows.isEmpty || rows.count < rowCount else {
      throw TextFileError.malformed(
        path: path, line: 1,
        reason: "by \(column) all rows are anomalies: write 0, false, no, normal or nothing where there is none")
    }
  }

  private mutating func isAnomaly(
    _ row: TableReader.Row, _ place: Int, _ format: TableFormat, _ reader: TableReader
  ) throws(TextFileError) -> Bool {
    let (field, line) = (row[place], row.line)
    guard let value = format.numbers.number(field) else { return !Self.negatives.contains(field.lowercased()) }
    guard value != 0 else { return false }
    if let number, number.value != value {
      throw .malformed(
        path: reader.path, line: line,
        reason: "\(reader.columns[place]) is \(field), and \(number.value) in line \(number.line): is this a column of "
          + "labels? Write 0 where there is no anomaly and 1 where there is one")
    }
    number = number ?? (value, line)
    return true
  }
}
