/// Why a series and a forecaster do not go together.
public enum ForecastError: Error, Equatable, Sendable {
  /// There are too few rows for one window and what follows it. `part` says which rows: those for training, say.
  case tooShort(path: String, part: String, rows: Int, needed: Int)
  /// The series has other columns than the forecaster was made for.
  case otherColumns(path: String, found: [String], expected: [String])
  /// A row, counted from 0, with other than a number for each column.
  case ragged(path: String, row: Int, numbers: Int, columns: Int)
  /// A number that is infinite or beyond 1e150.
  case notFinite(path: String, row: Int, column: String)
  /// A collection of none.
  case noSeries
  /// Two series have one name.
  case twice(name: String, path: String)
  /// There is no series of this name in a file.
  case unknownSeries(path: String, name: String)
  /// All of a target's values are gaps.
  case noValues(path: String, name: String, column: String)
  /// Quantiles beyond those that a forecaster learned, of which it knows nothing.
  case unknownQuantiles([Double], learned: ClosedRange<Double>)
  /// The rows of two series that are learned from together are not as far apart as each other.
  case mixedFrequencies(path: String, name: String, found: Frequency, others: Frequency)
  /// The rows of a series are not as far apart as those that the forecaster learned from.
  case otherFrequency(path: String, name: String, found: Frequency, expected: Frequency)
  /// Other things are said of a whole series than the forecaster was made for.
  case otherStatics(path: String, found: Int, expected: [String])
  /// What a column says of a series was not there to be learned.
  case unknownStatic(path: String, name: String, column: String, value: String)
  /// A value of a target that is to be a count is none: 0, 1, 2, ...
  case notCount(path: String, row: Int, column: String, value: Double)
  /// These columns are known ahead, and nobody said what they will be.
  case knownAhead(columns: [String])
  /// In a row of the horizon, counted from 0, nothing stands in a column that is known ahead.
  case missingAhead(path: String, name: String, column: String, row: Int)
  /// What is to follow a series is of other times: there is no row of the first one wanted.
  case notFollowed(path: String, name: String, wanted: String, found: String)
  /// Columns that are known ahead end before the horizon does: after the last value there are so many rows of them.
  case endsEarly(path: String, name: String, columns: [String], rows: Int, needed: Int)
}

extension ForecastError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooShort(let path, let part, let rows, let needed):
      "\(path): \(rows) rows \(part), but at least \(needed) are needed: "
        + "use a longer series or a shorter horizon"
    case .otherColumns(let path, let found, let expected):
      "\(path): the columns are \(found.joined(separator: ", ")), the forecaster's are "
        + expected.joined(separator: ", ")
    case .ragged(let path, let row, let numbers, let columns):
      "\(path): row \(row) has \(numbers) numbers for \(columns) columns"
    case .notFinite(let path, let row, let column):
      "\(path): row \(row) has no number of at most 1e150 in column \(column): fill the gap or leave the row out"
    case .noSeries: "there is no series"
    case .unknownSeries(let path, let name): "\(path): there is no series \(name.quoted)"
    case .noValues(let path, let name, let column):
      "\(path): \(name == path ? "" : "series \(name.quoted): ")the column \(column) has no value to go on from"
    case .unknownQuantiles(let levels, let learned):
      "quantiles beyond \(learned.lowerBound) to \(learned.upperBound), which the forecaster knows: "
        + levels.map { "\($0)" }.joined(separator: ", ") + ": train one with them among its quantiles (--quantiles "
        + levels.map { "\($0)" }.joined(separator: ",") + "), or with a distribution, which has any (--distribution)"
    case .mixedFrequencies(let path, let name, let found, let others):
      "\(path): series \(name.quoted): rows are \(found.inWords) apart, most of the others' are \(others.inWords): train a "
        + "forecaster for each of the two, or say with --frequency how far apart all are to be read, with gaps between"
    case .otherFrequency(let path, let name, let found, let expected):
      "\(path): \(name == path ? "" : "series \(name.quoted): ")rows are \(found.inWords) apart, and were "
        + "\(expected.inWords) apart where the forecaster learned: give it such rows, where some are missing with empty "
        + "values, or train one on rows as these are"
    case .otherStatics(let path, let found, let expected):
      "\(path): \(found) things are said of a series, the forecaster reads "
        + (expected.isEmpty ? "none" : expected.joined(separator: ", "))
    case .unknownStatic(let path, let name, let column, let value):
      "\(path): \(column) of series \(name.quoted) is \(value.quoted), which no series learned from had: train on "
        + "some that have it, or without the column"
    case .notCount(let path, let row, let column, let value):
      "\(path): row \(row + 1) has \(value) in column \(column), which is no count: a negative-binomial forecast wants 0, "
        + "1, 2, ...; use gaussian, student-t or quantiles"
    case .knownAhead(let columns):
      "the forecaster reads what is known ahead of \(columns.joined(separator: ", ")): give a whole series with the rows "
        + "of the horizon"
    case .endsEarly(let path, let name, let columns, let rows, let needed):
      "\(path): \(name == path ? "" : "series \(name.quoted): ")rows after the last value: \(rows), but \(needed) are "
        + "forecast, by what is known ahead of \(columns.joined(separator: ", ")): add the rows to come, with the targets "
        + "empty"
    case .missingAhead(let path, let name, let column, let row):
      "\(path): \(name == path ? "" : "series \(name.quoted): ")\(column) is missing in row \(row + 1), which is to be forecast: "
        + "it is known ahead, so fill it in"
    case .notFollowed(let path, let name, let wanted, let found):
      "\(path): \(name == path ? "" : "series \(name.quoted): ")no row of \(wanted), the first after the series; the rows "
        + "are of \(found)"
    case .twice(let name, let path): "\(path): there are two series \(name.quoted): give each a name of its own"
    }
  }
}
