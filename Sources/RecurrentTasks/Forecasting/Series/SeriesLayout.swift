import RecurrentText

/// How a file, or a folder of files, holds series.
public struct SeriesLayout: Sendable {
  /// How rows and columns are series.
  public enum Arrangement: Hashable, Sendable {
    /// One series: a row for each step of time. Of a folder, each file is one.
    case table
    /// Many series, as in a table: a column says which one a row belongs to, or some columns together do.
    case long(seriesColumns: [String])
    /// Many series: each column of numbers is one.
    case wide
    /// Many series: each row is one, its name first. Rows end where their series do.
    case rows

    /// Many series, as in a table: a column says which one a row belongs to.
    public static func long(seriesColumn: String) -> Arrangement { .long(seriesColumns: [seriesColumn]) }
  }

  /// What a date as `03/04/2024` begins with.
  public enum DateOrder: String, Codable, CaseIterable, Sendable {
    /// The 3rd of April.
    case dayFirst = "day-first"
    /// The 4th of March.
    case monthFirst = "month-first"
  }

  /// How rows and columns are series.
  public var arrangement: Arrangement
  /// The columns of numbers, in this order; nil: all that are nothing else and hold a number. Wide tables and rows have one, which is
  /// called `value`.
  public var columns: [String]?
  /// Columns that say one thing of a whole series, in every row the same.
  public var statics: [String] = []
  /// Where the times are; nil: in the first column that holds some, if there is one. Digits alone are times where all the
  /// first rows of a column are, in their order.
  public var timeColumn: String?
  /// Whether a column of times is looked for where none is named.
  public var looksForTimes = true
  /// Whether it is a saved forecaster's. Digits alone are times then where it names their column, and rows that are not as
  /// far apart as it says are refused.
  var isLearned = false
  /// nil: as far apart as most rows are. Where it is given, times that are between two steps are rounded.
  public var frequency: Frequency?
  /// nil: a row with a day after the 12th says it for all.
  public var dateOrder: DateOrder?
  /// Stands for a number that is missing, beside `NA`, `NaN`, `null`, `-` and nothing; where it is a number, however that is
  /// written.
  public var missingMark: String? { didSet { missingNumber = missingMark.flatMap(NumberFormat().number) } }
  private var missingNumber: Double?
  /// nil: by the ending of each file's name.
  public var format: TableFormat?
  /// Which rows of a series are kept; nil: all.
  package var tail: SeriesTail?

  /// The times are looked for, and all else is as in most files.
  public init(_ arrangement: Arrangement = .table, columns: [String]? = nil) {
    (self.arrangement, self.columns) = (arrangement, columns)
  }

  /// What wide tables and rows call their numbers.
  public static let valueColumn = "value"

  private static let missingMarks: Set = ["", "-", "na", "n/a", "nan", "null"]

  /// Whether a field says that its number is missing.
  package func isMissing(_ field: String) -> Bool {
    if field == missingMark { return true }
    if let missingNumber, (format?.numbers ?? NumberFormat()).number(field) == missingNumber { return true }
    // Nearly all are longer.
    return field.utf8.count <= 4 && Self.missingMarks.contains(field.lowercased())
  }
}

/// The last rows of a series: what a forecast after them reads, and no more of a file than that is in memory.
package struct SeriesTail: Hashable, Sendable {
  /// How many are kept at least.
  let count: Int
  /// How many values of each column are, where it has so many: gaps are no values.
  let values: Int
  /// Those before the last row in which one of the first so many columns has a value are kept; nil: those before the end.
  let leading: Int?

  /// The first row that is kept of some that follow each other.
  func start(of numbers: [Double], columns: Int) -> Int {
    var first = max(0, numbers.count / columns - count)
    var known = [Int](repeating: 0, count: columns)
    func take(_ rows: Range<Int>) {
      for place in (rows.lowerBound * columns)..<(rows.upperBound * columns) where !numbers[place].isNaN {
        known[place % columns] += 1
      }
    }
    take(first..<(numbers.count / columns))
    while first > 0, known.contains(where: { $0 < values }) {
      first -= 1
      take(first..<(first + 1))
    }
    return first
  }
}
