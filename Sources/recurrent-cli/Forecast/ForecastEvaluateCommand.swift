import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent forecast evaluate`.
struct ForecastEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how far forecasts are from what came.",
    discussion: """
      Every row of the part measured is taken for the beginning of a forecast that fits into it; what is read may lie \
      before. With --actual the forecasts follow the ends of all series, and that file has what came.

      MSE and MAE are of the target scaled to mean 0 and deviation 1 over the rows learned from; sMAPE, MASE, OWA and MSIS \
      are those of the M4 competition. Beside them stand those of simple forecasts of the same windows.

      EXAMPLES:
        recurrent forecast evaluate oil ETTh1.csv
        recurrent forecast evaluate oil ETTh1.csv --first-row 11521 --rows 2880 --json
        recurrent forecast evaluate hourly Hourly-train.csv --actual Hourly-test.csv
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Argument(
    help: ArgumentHelp("The series: as those that the model was trained on.", valueName: "file"))
  var file: String

  @OptionGroup var table: NumberTableOptions

  @Option(help: ArgumentHelp("What came after the ends of the series, in the form of FILE.", valueName: "file"))
  var actual: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      The first row measured, counted from 1. The default is the first after those trained and validated on.
      """, valueName: "n"))
  var firstRow: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How many rows to measure. The default is all others.", valueName: "n"))
  var rows: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Rows after which the series repeats itself: 24 for hours of a day. The default is the model's.",
      valueName: "n"))
  var season: Int?

  @Option(
    help: ArgumentHelp(
      "Quantiles between commas; the bands from each to its mirror are measured too.", valueName: "x,..."))
  var quantiles: String?

  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print the figures as one line of JSON.")
  var json = false

  func validate() throws {
    try OptionRange.check((firstRow ?? 1) >= 1, "--first-row", firstRow ?? 1, "at least 1")
    try OptionRange.check((rows ?? 1) >= 1, "--rows", rows ?? 1, "at least 1")
    try OptionRange.check((season ?? 1) >= 1, "--season", season ?? 1, "at least 1")
    guard actual == nil || (firstRow == nil && rows == nil) else {
      throw ValidationError("--first-row and --rows do nothing with --actual.")
    }
    _ = try QuantileList.levels(quantiles)
  }

  func run() throws {
    try kernels.withKernels { _ in
      let forecaster = try Forecaster(contentsOf: model)
      let figures = try measure(forecaster)
      Console.print(json ? Self.jsonLine(figures) : lines(figures, season ?? forecaster.configuration.season))
      if let words = forecaster.footingInWords { Console.talk("note: \(words)") }
    }
  }

  /// The shares that bands between quantiles and their mirrors are to hold.
  private var bands: [Double] {
    get throws {
      let levels = try QuantileList.levels(quantiles).filter { $0 != 0.5 }
      return Set(levels.map { (abs(1 - 2 * $0) * 1e9).rounded() / 1e9 }).sorted()
    }
  }

  private func measure(_ forecaster: Forecaster) throws -> ForecastFigures {
    let collection = try table.series(of: forecaster, at: file)
    if let actual {
      if let words = forecaster.thinWindowsInWords(of: collection.series) { Console.talk("note: \(words)") }
      return try forecaster.evaluate(
        after: collection, actual: table.series(of: forecaster, at: actual), season: season, bands: bands)
    }
    let rows = rows
    func measured(_ series: Series) -> Range<Int> {
      let first = min(firstRow.map { $0 - 1 } ?? forecaster.unseenRows(of: series).lowerBound, series.rowCount)
      return first..<min(series.rowCount, first + min(rows ?? .max, series.rowCount - first))
    }
    do {
      if collection.series.count == 1 {
        return try forecaster.evaluate(
          on: collection.series[0], rows: measured(collection.series[0]), season: season, bands: bands)
      }
      return try forecaster.evaluate(on: collection, season: season, bands: bands, rows: measured)
    } catch let error as ForecastError {
      guard case .tooShort = error, firstRow == nil else { throw error }
      var failure = Failure(error)
      failure.hint =
        forecaster.firstUnseenRow.map {
          "Measured are the rows from \($0 + 1) on, after those of the training; of another series --first-row 1 "
            + "measures all."
        } ?? "It learned from all rows: --actual gives what came after them, and --first-row 1 measures all."
      throw failure
    }
  }

  private func lines(_ figures: ForecastFigures, _ season: Int) -> String {
    func texts(_ deviation: ForecastFigures.Deviation) -> [String] {
      [
        Figures.fixed(deviation.mse, 4), Figures.fixed(deviation.mae, 4), Figures.fixed(deviation.smape, 2),
        deviation.mase.map { Figures.fixed($0, 3) } ?? "",
      ]
    }
    let header = ["MSE", "MAE", "sMAPE", "MASE"]
    let all = [figures.forecaster] + figures.baselines.values
    let widths = header.indices.map { column in max(8, 2 + all.map { texts($0)[column].count }.max()!) }
    func aligned(_ texts: [String]) -> String { zip(texts, widths).map { Columns.aligned($0, to: $1) }.joined() }
    func row(_ name: String, _ deviation: ForecastFigures.Deviation?) -> String {
      Columns.padded(name, to: 16) + (deviation.map { aligned(texts($0)) } ?? "")
    }
    let unit =
      figures.unit.map { ", one unit is \(Figures.fixed($0, 3))" } ?? ", \(Figures.count(figures.parts.count)) series"
    var lines = [
      "windows         \(Figures.count(figures.windows))\(unit)", "", Columns.padded("", to: 16) + aligned(header),
      row("this model", figures.forecaster),
    ]
    for baseline in ForecastBaseline.allCases { lines.append(row(baseline.row, figures.baselines[baseline])) }
    lines.append("")
    if let owa = figures.owa { lines.append("OWA             \(Figures.fixed(owa, 3))") }
    lines.append(
      "90% band        holds \(Figures.fixed(100 * figures.bands.coverage, 1))%, "
        + "\(Figures.fixed(figures.bands.width, 3)) wide")
    for band in figures.bands.others {
      lines.append(
        "\(Columns.padded("\(Figures.fixed(100 * band.level, 1))% band", to: 16))holds "
          + "\(Figures.fixed(100 * band.coverage, 1))%")
    }
    if let msis = figures.bands.msis { lines.append("MSIS of 95%     \(Figures.fixed(msis, 3))") }
    lines.append("CRPS, WQL       \(Figures.fixed(figures.bands.crps, 4)), \(Figures.fixed(figures.bands.wql, 4))")
    if let better = figures.betterBaseline {
      lines.append("")
      let (row, words) = (better.row, better.words(season: season))
      lines.append("By MSE a simple forecast is better here: \(row == words ? row : "\(row) (\(words))").")
    }
    return lines.joined(separator: "\n")
  }

  /// The figures of one target of one series.
  private static func json(_ part: ForecastFigures.Part) -> JSONValue {
    .object([
      ("series", .string(part.series)), ("target", .string(part.target)), ("mse", .number(part.forecaster.mse)),
      ("mae", .number(part.forecaster.mae)), ("smape", .number(part.forecaster.smape)),
      ("mase", .number(part.forecaster.mase)), ("coverage", .number(part.coverage)),
    ])
  }

  private static func jsonLine(_ figures: ForecastFigures) -> String {
    var members: [(String, JSONValue)] = [
      ("mse", .number(figures.forecaster.mse)), ("mae", .number(figures.forecaster.mae)),
      ("smape", .number(figures.forecaster.smape)), ("mase", .number(figures.forecaster.mase)),
      ("owa", .number(figures.owa)), ("msis", .number(figures.bands.msis)),
      ("coverage", .number(figures.bands.coverage)), ("width", .number(figures.bands.width)),
      ("crps", .number(figures.bands.crps)), ("wql", .number(figures.bands.wql)),
    ]
    for baseline in ForecastBaseline.allCases {
      let error = figures.baselines[baseline]
      members += [
        ("\(baseline.key)_mse", .number(error?.mse)), ("\(baseline.key)_mae", .number(error?.mae)),
        ("\(baseline.key)_smape", .number(error?.smape)), ("\(baseline.key)_mase", .number(error?.mase)),
      ]
    }
    if !figures.bands.others.isEmpty {
      members.append(
        ("coverages", .object(figures.bands.others.map { ("\($0.level)", .number($0.coverage)) })))
    }
    members += [
      ("better_baseline", figures.betterBaseline.map { .string($0.key) } ?? .null),
      ("windows", .number(figures.windows)), ("unit", .number(figures.unit)),
    ]
    if figures.parts.count > 1 { members.append(("parts", .array(figures.parts.map(Self.json)))) }
    return JSONValue.object(members).text
  }
}

extension ForecastBaseline {
  /// As programs read it.
  fileprivate var key: String {
    switch self {
    case .naive: "persistence"
    case .seasonalNaive: "seasonal_naive"
    case .drift: "drift"
    case .exponentialSmoothing: "exponential_smoothing"
    case .theta: "theta"
    case .naive2: "naive2"
    }
  }

  /// As a row of a table.
  fileprivate var row: String {
    switch self {
    case .naive: "last value"
    case .seasonalNaive: "last season"
    case .drift: "drift"
    case .exponentialSmoothing: "smoothing"
    case .theta: "Theta"
    case .naive2: "Naive2"
    }
  }
}

/// Quantiles between commas.
enum QuantileList {
  static func levels(_ text: String?) throws -> [Double] {
    guard let text else { return [] }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let level = Double(part.drop { $0 == " " }), level > 0, level < 1 else {
        throw ValidationError("--quantiles must be above 0 and below 1, between commas, not \(part).")
      }
      return level
    }
  }
}
