import RecurrentText

/// How a file, or a folder of files, holds series.
public struct SeriesLayout: Sendable {
  /// How rows and columns are series.
  public enum Arrangement: Hashable, Sendable {
    /// One series: a row for each step of time. Of a folder, each file is one.
    case table
    /// Many series, as in a table: a column says which one a row belongs to.
    case long(seriesColumn: String)
    /// Many series: each column of numbers is one.
    case wide
    /// Many series: each row is one, its name first. Rows end where their series do.
    case rows
  }

  /// How rows and columns are series.
  public var arrangement: Arrangement
  /// The columns of numbers, in this order; nil: all that are nothing else. Wide tables and rows have one, which is
  /// called `value`.
  public var columns: [String]?
  /// Columns that say one thing of a whole series, in every row the same.
  public var statics: [String] = []
  /// Where the times are; nil: in the first column that holds some, if there is one.
  public var timeColumn: String?
  /// nil: as far apart as most rows are.
  public var frequency: Frequency?
  /// Stands for a number that is missing, beside `NA`, `NaN`, `null`, `-` and nothing.
  public var missingMark: String?
  /// nil: by the ending of each file's name.
  public var format: TableFormat?

  /// The times are looked for, and all else is as in most files.
  public init(_ arrangement: Arrangement = .table, columns: [String]? = nil) {
    (self.arrangement, self.columns) = (arrangement, columns)
  }

  /// What wide tables and rows call their numbers.
  public static let valueColumn = "value"

  /// Whether a field says that its number is missing.
  func isMissing(_ field: String) -> Bool {
    ["", "-", "na", "n/a", "nan", "null"].contains(field.lowercased()) || field == missingMark
  }
}
