import ArgumentParser
import Recurrent

/// How files hold series: of a command that trains. Others know it from the model.
struct SeriesOptions: ParsableArguments {
  @OptionGroup var table: NumberTableOptions

  @Flag(help: "Each row is a series: its name, then its numbers. Rows end where their series do.")
  var seriesRows = false

  @Flag(help: "Each column of numbers is a series.")
  var wide = false

  @Option(
    help: ArgumentHelp(
      "The column that says which series a row belongs to; several between commas that say it together.",
      valueName: "names"))
  var seriesColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column of times; none: there is none. The default is the first that holds some, if there is one.",
      valueName: "name|none"))
  var timeColumn: String?

  @Option(
    help: ArgumentHelp(
      """
      How far apart rows are: 15m, hour, day, business, week, month, quarter, year. Times between two steps are rounded. \
      The default is as most rows are.
      """, valueName: "step"))
  var frequency: Frequency?

  @Option(
    help: ArgumentHelp(
      """
      What dates as 03/04/2024 begin with: day-first, month-first. The default is as one with a day after the 12th says.
      """, valueName: "order"))
  var dateOrder: SeriesLayout.DateOrder?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What stands for a missing number, beside NA, NaN, null, - and nothing; -999 for -999.0 too.",
      valueName: "text"))
  var missing: String?

  func validate() throws {
    guard [seriesRows, wide, seriesColumn != nil].filter({ $0 }).count <= 1 else {
      throw ValidationError("Give one of --series-rows, --wide and --series-column.")
    }
    try NameList.check(seriesColumn, "--series-column")
    let ofTimes = [("--time-column", timeColumn != nil), ("--date-order", dateOrder != nil)]
    if seriesRows, let given = ofTimes.first(where: { $0.1 }) {
      throw ValidationError("\(given.0) does nothing with --series-rows: rows have no times.")
    }
  }

  /// Whether the file has one column of numbers, so that a target need not be named.
  var hasOneColumn: Bool { seriesRows || wide }

  /// - Parameter columns: nil: all that are numbers.
  func layout(columns: [String]?) -> SeriesLayout {
    let seriesColumns = NameList.names(seriesColumn)
    var layout = SeriesLayout(
      seriesRows ? .rows : wide ? .wide : seriesColumns.isEmpty ? .table : .long(seriesColumns: seriesColumns),
      columns: hasOneColumn ? nil : columns)
    (layout.frequency, layout.dateOrder, layout.missingMark) = (frequency, dateOrder, missing)
    if timeColumn == "none" { layout.looksForTimes = false } else { layout.timeColumn = timeColumn }
    return layout
  }
}

extension SeriesLayout.DateOrder: ExpressibleByArgument {}

extension Frequency: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Forecaster {
  /// What the parts of ``Series/key`` are called.
  var keyColumns: [String] {
    if case .long(let columns)? = layout?.arrangement, columns.count > 1 { columns } else { ["series"] }
  }

  /// The series of a file, as those that it learned from.
  ///
  /// - Parameters:
  ///   - format: how its tables are written.
  ///   - tail: which rows of a series are kept; nil: all.
  func series(at path: String, format: TableFormat, tail: SeriesTail? = nil) throws -> SeriesCollection {
    var layout = layout ?? SeriesLayout(.table, columns: configuration.allColumns)
    (layout.format, layout.tail) = (format, tail)
    return try SeriesCollection(contentsOf: path, layout: layout)
  }
}

extension NumberTableOptions {
  /// The series of a file, as those that a model learned from.
  ///
  /// - Parameter tail: which rows of a series are kept; nil: all.
  func series(of forecaster: Forecaster, at path: String, tail: SeriesTail? = nil) throws -> SeriesCollection {
    try forecaster.series(at: path, format: format(of: path), tail: tail)
  }
}
