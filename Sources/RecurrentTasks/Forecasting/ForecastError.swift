/// Why a series and a forecaster do not go together.
public enum ForecastError: Error, Equatable, Sendable {
  /// There are too few rows for one window and what follows it. `part` says which rows: those for training, say.
  case tooShort(path: String, part: String, rows: Int, needed: Int)
  /// The series has other columns than the forecaster was made for.
  case otherColumns(path: String, found: [String], expected: [String])
  /// A row, counted from 0, with other than a number for each column.
  case ragged(path: String, row: Int, numbers: Int, columns: Int)
  /// A number that is infinite, none, or beyond 1e150.
  case notFinite(path: String, row: Int, column: String)
  /// A collection of none.
  case noSeries
  /// Two series have one name.
  case twice(name: String, path: String)
}

extension ForecastError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooShort(let path, let part, let rows, let needed):
      "\(path): \(rows) rows \(part), but at least \(needed) are needed: "
        + "use a longer series, a shorter window or a shorter horizon"
    case .otherColumns(let path, let found, let expected):
      "\(path): the columns are \(found.joined(separator: ", ")), the forecaster's are "
        + expected.joined(separator: ", ")
    case .ragged(let path, let row, let numbers, let columns):
      "\(path): row \(row) has \(numbers) numbers for \(columns) columns"
    case .notFinite(let path, let row, let column):
      "\(path): row \(row) has no number of at most 1e150 in column \(column): fill the gap or leave the row out"
    case .noSeries: "there is no series"
    case .twice(let name, let path): "\(path): there are two series \(name.quoted): give each a name of its own"
    }
  }
}
