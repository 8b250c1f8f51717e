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
      before. The errors are of the target scaled to mean 0 and deviation 1 over the rows learned from. Beside them \
      stand those of repeating the last value, and of repeating the last season.

      EXAMPLES:
        recurrent forecast evaluate oil ETTh1.csv
        recurrent forecast evaluate oil ETTh1.csv --first-row 11521 --rows 2880 --json
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Argument(
    help: ArgumentHelp("The series: a table with the columns that the model was trained on.", valueName: "file"))
  var file: String

  @OptionGroup var table: NumberTableOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The first row measured, counted from 1. The default is the first after those trained and validated on.",
      valueName: "n"))
  var firstRow: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How many rows to measure. The default is all others.", valueName: "n"))
  var rows: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Rows after which the series repeats itself: 24 for hours of a day.", valueName: "n"))
  var season = 24

  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print the figures as one line of JSON.")
  var json = false

  func validate() throws {
    try OptionRange.check((firstRow ?? 1) >= 1, "--first-row", firstRow ?? 1, "at least 1")
    try OptionRange.check((rows ?? 1) >= 1, "--rows", rows ?? 1, "at least 1")
    try OptionRange.check(season >= 1, "--season", season, "at least 1")
  }

  func run() throws {
    try kernels.withKernels { _ in
      let forecaster = try Forecaster(contentsOf: model)
      let figures = try measure(forecaster)
      Console.print(json ? Self.jsonLine(figures) : lines(figures))
    }
  }

  private func measure(_ forecaster: Forecaster) throws -> ForecastFigures {
    do {
      return try forecaster.evaluate(
        contentsOf: file, format: table.format(of: file), first: firstRow.map { $0 - 1 }, count: rows, season: season)
    } catch let error as ForecastError {
      guard case .tooShort = error, firstRow == nil, let first = forecaster.firstUnseenRow else { throw error }
      var failure = Failure(error)
      failure.hint =
        "Measured are the rows from \(first + 1) on, after those of the training; of another series --first-row 1 "
        + "measures all."
      throw failure
    }
  }

  private func lines(_ figures: ForecastFigures) -> String {
    func row(_ name: String, _ deviation: ForecastFigures.Deviation?) -> String {
      let figures = deviation.map { [$0.mse, $0.mae] } ?? []
      return Columns.padded(name, to: 16)
        + figures.map { Columns.aligned(Figures.fixed($0, 4), to: 8) }.joined()
    }
    return """
      windows         \(Figures.count(figures.windows)), one unit is \(Figures.fixed(figures.unit, 3))

      \(Columns.padded("", to: 16))     MSE     MAE
      \(row("this model", figures.forecaster))
      \(row("last value", figures.persistence))
      \(row("last season", figures.seasonalNaive))
      """
  }

  private static func jsonLine(_ figures: ForecastFigures) -> String {
    JSONValue.object([
      "mse": .number(figures.forecaster.mse), "mae": .number(figures.forecaster.mae),
      "persistence_mse": .number(figures.persistence.mse), "persistence_mae": .number(figures.persistence.mae),
      "seasonal_naive_mse": .number(figures.seasonalNaive?.mse),
      "seasonal_naive_mae": .number(figures.seasonalNaive?.mae),
      "windows": .number(figures.windows), "unit": .number(figures.unit),
    ]).text
  }
}
