import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent forecast predict`.
struct ForecastPredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Say how series go on after their last rows.",
    discussion: """
      For each row of the horizon its number is printed, counted from 1 after FILE's last row, a tab, and the value in \
      the target's own units; with --quantiles each of them after a tab. Of several series or targets their names stand \
      before, of series that several columns tell apart what each of them says. Of a model with --known columns FILE goes on with the rows of the horizon, their targets empty.

      EXAMPLES:
        recurrent forecast predict oil ETTh1.csv
        recurrent forecast predict oil ETTh1.csv --quantiles 0.05,0.95 --json
        recurrent forecast predict hourly Hourly-train.csv --csv forecast.csv
        recurrent forecast predict oil ETTh1.csv --plot oil.svg
        recurrent forecast predict oil ETTh1.csv --paths 100
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Argument(
    help: ArgumentHelp(
      "The series: as those that the model was trained on. The default is standard input, as is -.",
      valueName: "file"))
  var file: String?

  @OptionGroup var table: NumberTableOptions

  @Option(help: ArgumentHelp("Quantiles to print besides the median, between commas.", valueName: "x,..."))
  var quantiles: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Print so many ways that the series may go on, in the place of the forecast: each row is drawn after those before it, \
      and spread as the forecast says.
      """, valueName: "n"))
  var paths: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The same seed draws the same paths.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      """
      Write a table, - to standard output: with times where FILE has some, written as there; of a model of --series-rows a \
      row for each series, with --quantiles one for each step of each series.
      """, valueName: "file"))
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Draw history, forecast, bands and simple forecasts, of the first series where there are many.",
      valueName: "file.svg"))
  var plot: String?

  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print a line of JSON for each series.")
  var json = false

  func validate() throws {
    _ = try QuantileList.levels(quantiles)
    try OptionRange.check((1...100_000).contains(paths ?? 1), "--paths", paths ?? 1, "1 to 100000")
    guard csv != "-" || !json else {
      throw ValidationError("--json and --csv - both go to standard output: give --csv a file.")
    }
    guard paths == nil || (quantiles == nil && csv == nil && plot == nil) else {
      throw ValidationError("--paths is by itself: without --quantiles, --csv and --plot.")
    }
  }

  func run() throws {
    let levels = try QuantileList.levels(quantiles)
    let path = file ?? "-"
    if let csv { try Destination.require(csv, "--csv", as: .text, reading: [model, path]) }
    if let plot { try PictureFile.require(plot, "--plot", reading: [model, path]) }
    try kernels.withKernels { _ in
      let forecaster = try Forecaster(contentsOf: model)
      let tail = plot == nil ? forecaster.tail : forecaster.pictureTail
      let collection = try table.series(of: forecaster, at: path, tail: tail)
      if let paths {
        for series in collection.series {
          show(
            try forecaster.paths(after: series, count: paths, seed: seed), of: forecaster.configuration.targets,
            times: Self.times(of: forecaster, after: series), name: SeriesName(series, of: collection, forecaster))
        }
        return
      }
      let forecasts = try collection.series.map { try forecaster.forecast(after: $0, levels: levels) }
      warnOfNarrowBands(forecaster, collection, forecasts)
      if let words = forecaster.thinWindowsInWords(of: collection.series) { Console.talk("note: \(words)") }
      if let plot { try PictureFile.write(forecaster.picture(of: collection, forecasts), to: plot) }
      if let csv {
        let table = ForecastTable(forecaster, collection, forecasts, levels: levels)
        try Destination.write(
          table.text, to: csv,
          done: "\(csv) holds the forecasts of \(Figures.count(collection.series.count)) series.")
        if !json { return }
      }
      for (series, forecasts) in zip(collection.series, forecasts) {
        let name = SeriesName(series, of: collection, forecaster)
        if json {
          Console.print(
            Self.jsonLine(forecasts, times: Self.times(of: forecaster, after: series), levels: levels, name: name))
        } else {
          show(forecasts, levels: levels, name: name)
        }
      }
    }
  }

  /// A series that never changed has bands without a width. After a few values that is no certainty.
  private func warnOfNarrowBands(
    _ forecaster: Forecaster, _ collection: SeriesCollection, _ forecasts: [[Forecast]]
  ) {
    let few = zip(collection.series, forecasts).filter { series, forecasts in
      forecaster.end(of: series) < Self.fewRows && forecasts.contains { $0.quantiles[0].first == $0.quantiles[0].last }
    }
    guard let (first, _) = few.first else { return }
    let others = few.count > 1 ? " and \(Figures.count(few.count - 1)) others" : ""
    Console.talk(
      "note: \(first.name)\(others): fewer than \(Self.fewRows) rows, all alike: the bands have no width, though nobody "
        + "knows how sure the forecast is")
  }

  private static let fewRows = 8

  private func show(_ forecasts: [Forecast], levels: [Double], name: SeriesName) {
    for forecast in forecasts {
      let names = name.fields + (forecasts.count > 1 ? [forecast.target] : [])
      let columns = [forecast.values] + levels.map { forecast[$0] }
      for step in forecast.values.indices {
        Console.print((names + ["\(step + 1)"] + columns.map { "\($0[step])" }).joined(separator: "\t"))
      }
    }
  }

  /// A line for each path: names where there are several, then a value for each row.
  ///
  /// - Parameter times: of the rows of the horizon, where there are some.
  private func show(_ paths: [[[Double]]], of targets: [String], times: [String]?, name: SeriesName) {
    guard json else {
      for (target, paths) in zip(targets, paths) {
        let names = name.fields + (targets.count > 1 ? [target] : [])
        for path in paths { Console.print((names + path.map { "\($0)" }).joined(separator: "\t")) }
      }
      return
    }
    let drawn = zip(targets, paths).map { target, paths in
      (target, JSONValue.array(paths.map { .array($0.map { .number($0) }) }))
    }
    Console.print(JSONValue.object(name.members + Self.member(times) + [("paths", .object(drawn))]).text)
  }

  /// When the rows of the horizon are; nil: it is not known.
  private static func times(of forecaster: Forecaster, after series: Series) -> [String]? {
    series.timeline.map { timeline in
      (0..<forecaster.configuration.horizon).map { timeline.text(of: forecaster.end(of: series) + $0) }
    }
  }

  private static func member(_ times: [String]?) -> [(String, JSONValue)] {
    times.map { [("times", .array($0.map { .string($0) }))] } ?? []
  }

  /// - Parameter times: of the rows of the horizon, where there are some.
  private static func jsonLine(
    _ forecasts: [Forecast], times: [String]?, levels: [Double], name: SeriesName
  ) -> String {
    func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .number($0) }) }
    var members = name.members + member(times)
    for forecast in forecasts { members.append((forecast.target, numbers(forecast.values))) }
    if !levels.isEmpty {
      members.append(
        (
          "quantiles",
          .object(
            forecasts.map { forecast in
              (forecast.target, .object(levels.map { ("\($0)", numbers(forecast[$0])) }))
            })
        ))
    }
    return JSONValue.object(members).text
  }
}
