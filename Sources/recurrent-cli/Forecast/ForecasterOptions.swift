import ArgumentParser
import Recurrent

/// The options of `recurrent forecast train` that describe the network.
struct ForecasterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The column to forecast; several between commas; all. Where a file has one column of numbers, it need not be said. \
      Here and in all lists a name that holds a comma stands in double quotes: '"a,b",c'.
      """, valueName: "names"))
  var target: String?

  @Option(
    help: ArgumentHelp("Other columns to read, between commas. The default is none.", valueName: "names"))
  var columns: String?

  @Option(
    help: ArgumentHelp(
      """
      Columns that are known ahead, between commas: a calendar, a price. What is forecast then needs rows of them, with \
      empty targets.
      """, valueName: "names"))
  var known: String?

  @Option(
    name: .customLong("static"),
    help: ArgumentHelp(
      "Columns that say one thing of a whole series, between commas: a region, a kind.", valueName: "names"))
  var statics: String?

  /// The names of the columns that say one thing of a series.
  var staticNames: [String] { NameList.names(statics) }

  @Flag(help: "Read what the calendar says of the times: hour, weekday, day of the year.")
  var calendar = false

  @Option(
    help: ArgumentHelp(
      "Holidays: a file with a date, 2024-12-25, in each line. The calendar is read then too.", valueName: "file"))
  var holidays: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Rows read. The default is 14 seasons of hours of a day, 4 of other seasons, and 96 without, but no more than half of \
      the rows of the median series, and at least three times the horizon.
      """, valueName: "n"))
  var window: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Rows forecast.", valueName: "n"))
  var horizon = ForecasterConfiguration.usual.horizon

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Rows after which a series repeats itself: 24 for hours of a day; 1: it does not. The default follows from the times.
      """, valueName: "n"))
  var season: Int?

  @OptionGroup var layers: LayerOptions<ForecasterConfiguration>

  @Option(
    help: ArgumentHelp(
      """
      From how many steps before a step of each layer goes on, between commas: 1,2,4 of three layers. The default is 1 of \
      each.
      """, valueName: "n,..."))
  var dilations: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Networks that learn side by side from other beginnings; the forecast is their mean.", valueName: "n"))
  var ensemble = 1

  @Option(
    help: ArgumentHelp(
      """
      Learn a distribution of a form: gaussian, student-t, of counts negative-binomial. The default is none: the quantiles \
      themselves are learned.
      """, valueName: "form"))
  var distribution: ForecastDistribution?

  @Option(
    help: ArgumentHelp(
      "Quantiles to forecast besides 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95 and 0.975.", valueName: "x,..."))
  var quantiles: String?

  /// nil: all columns of numbers.
  func targets(_ series: SeriesOptions) -> [String]? {
    if let target { return target == "all" ? nil : NameList.names(target) }
    return series.hasOneColumn ? [SeriesLayout.valueColumn] : nil
  }

  /// Those of series that were read: without `--target` there is one column of numbers.
  func targets(_ series: SeriesOptions, of collection: SeriesCollection) throws -> [String] {
    if let targets = targets(series) { return targets }
    guard target != nil || collection.columns.count == 1 else {
      throw ValidationError(
        "--target is missing: the columns of numbers are \(collection.columns.joined(separator: ", "))")
    }
    return collection.columns
  }

  /// The columns to read from a file; nil: all of numbers.
  func allColumns(_ series: SeriesOptions) -> [String]? {
    targets(series).map { configuration(targets: $0, season: 1).allColumns }
  }

  /// - Parameters:
  ///   - season: where none is given.
  ///   - rows: of the median series; nil: not known yet.
  ///   - calendar: nil: none is read.
  func configuration(
    targets: [String], season: Int, rows: Int? = nil, statics: [ForecasterConfiguration.StaticColumn] = [],
    calendar: CalendarFeatures? = nil
  ) -> ForecasterConfiguration {
    let given = layers.configuration
    let season = self.season ?? season
    let others = NameList.names(columns).filter { !targets.contains($0) }
    let isSeasonal = self.season != nil && season > 1
    let usual = isSeasonal ? (season >= 24 ? 14 : 4) * min(season, 60_000) : 96
    return ForecasterConfiguration(
      targets: targets, columns: others, known: NameList.names(known), statics: statics,
      calendar: calendar,
      window: window ?? max(min(usual, rows.map { $0 / 2 } ?? usual), min(3 * horizon, 1_000_000), 2),
      horizon: horizon, season: season, cell: given.cell, hiddenSize: given.hiddenSize, layers: given.layers,
      dilations: dilations.map { NameList.names($0).compactMap(Int.init) }, dropout: given.dropout, ensemble: ensemble,
      distribution: distribution, levels: levels ?? [])
  }

  /// What is read of the times of series; nil: nothing is wanted.
  ///
  /// - Throws: `ValidationError` where there are no times, `TextFileError`.
  func calendar(for collection: SeriesCollection, _ layout: SeriesLayout) throws -> CalendarFeatures? {
    guard calendar || holidays != nil else { return nil }
    guard let timeline = collection.series.compactMap(\.timeline).first else {
      let reason =
        layout.arrangement == .rows
        ? "rows have none, with --series-rows"
        : !layout.looksForTimes
          ? "--time-column none leaves them out"
          : collection.foundTimes == nil
            ? "no column holds any: name it, with --time-column" : "one row has no step: say it, with --frequency"
      throw ValidationError("\(holidays == nil ? "--calendar" : "--holidays") needs times, and \(reason).")
    }
    return CalendarFeatures(for: timeline.frequency, holidays: try holidays.map(CalendarFeatures.holidays(contentsOf:)))
  }

  /// nil: one is no number.
  private var levels: [Double]? {
    let found = NameList.names(quantiles).map(Double.init)
    return found.contains(nil) ? nil : found.compactMap(\.self)
  }

  /// Refuses names of columns where the arrangement of the file says what each is.
  func check(with series: SeriesOptions) throws {
    guard series.hasOneColumn else { return }
    var options = [("--target", target), ("--columns", columns), ("--known", known)]
    if series.seriesRows { options.append(("--static", statics)) }
    guard let (option, _) = options.first(where: { $0.1 != nil }) else { return }
    throw ValidationError(
      "\(option) does nothing with "
        + (series.wide ? "--wide: each column of numbers is a series." : "--series-rows: each row is a series."))
  }

  func validate() throws {
    guard let levels else { throw ValidationError("--quantiles must be numbers between commas.") }
    try OptionRange.check(levels.allSatisfy { $0 > 0 && $0 < 1 }, "--quantiles", quantiles ?? "", "above 0 and below 1")
    guard NameList.names(dilations).allSatisfy({ Int($0) != nil }) else {
      throw ValidationError("--dilations must be whole numbers between commas.")
    }
    for (option, list) in [("--target", target), ("--columns", columns), ("--static", statics), ("--known", known)] {
      try NameList.check(list, option)
    }
    try OptionRange.check {
      try configuration(targets: target == "all" ? ["all"] : NameList.names(target ?? "value"), season: 1).validate()
    }
  }
}

extension ForecastDistribution: ExpressibleByArgument {}

extension ForecasterConfiguration: LayeredConfiguration {
  static let usual = ForecasterConfiguration(targets: [SeriesLayout.valueColumn])
  static var baseline: String { "the forecast is linear in what is read" }
  static var dropped: String { "each layer's output" }
}
