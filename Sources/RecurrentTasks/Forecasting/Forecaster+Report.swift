import RecurrentFoundation
import RecurrentReports
import RecurrentTraining

extension Forecaster {
  /// What a report shows of it: forecasts against what came, with the band of 90 of a hundred values, how far they are from
  /// it beside simple ones, and the series it does worst.
  ///
  /// - Parameters:
  ///   - rows: of each series what is forecast, counted from 0.
  package func sections(on series: [Series], rows: (Series) -> Range<Int>) throws -> [Section] {
    for series in series { try check(series) }
    let parts = series.compactMap { series -> (Series, Range<Int>)? in
      // As many as are measured in a moment.
      let all = rows(series).clamped(to: 1..<max(1, series.rowCount))
      let measured = all.lowerBound..<min(all.upperBound, all.lowerBound + 2000 + configuration.horizon)
      return measured.count >= configuration.horizon ? (series, measured) : nil
    }
    guard !parts.isEmpty else { return [] }
    let shown = Array(parts.prefix(50))
    let collection = try SeriesCollection(shown.map(\.0))
    let figures = try evaluate(on: collection) { series in shown.first { $0.0.name == series.name }!.1 }
    let places = parts.count > 1 ? evenPlaces(in: parts.count, limit: 4).map { ($0, 1) } : [(0, 4)]
    let charts = try places.flatMap { place, count in
      let (series, rows) = parts[place]
      let origins = rows.lowerBound..<(rows.upperBound - configuration.horizon + 1)
      return try evenPlaces(in: origins.count, limit: count).map { try chart(series, at: origins.lowerBound + $0) }
    }
    return [
      Section(
        "Forecasts against what came",
        note:
          "Of \(configuration.targets[0]), in rows it did not learn from; the band is to hold 90 of a hundred values.",
        [Row(charts)]),
      Section(
        "Beside simple forecasts",
        note: "Errors of the scaled target over \(Figures.count(figures.windows)) windows; the smaller, the better.",
        [table(figures)]),
    ] + worst(figures)
  }

  /// Rows count from 1, as those of the command line do.
  private func chart(_ series: Series, at origin: Int) throws -> LineChart {
    let (season, horizon) = (configuration.season, configuration.horizon)
    let first = max(0, origin - min(configuration.window, 2 * horizon))
    func curve(_ name: String, _ values: [Double], from row: Int, color: Int, _ style: Curve.Style = .line) -> Curve {
      Curve(
        name, values.enumerated().map { Curve.Point(Double(row + $0 + 1), $1) }, color: color, style: style)
    }
    let came = series.column(0, rows: first..<(origin + horizon))
    let last = came[..<(origin - first)].last { !$0.isNaN } ?? .nan
    let windows = ForecastWindows([series], scaling: scaling, configuration: configuration)
    let batch = windows.batch(at: [ForecastOrigin(series: 0, target: 0, row: origin)])
    let quantiles = quantiles(of: batch)[0] ?? []
    let forecast = Forecast(
      series: series.name, target: configuration.targets[0], levels: configuration.levels, quantiles: quantiles)
    var curves = [
      curve("last value", [Double](repeating: last, count: horizon + 1), from: origin - 1, color: 7, .faint)
    ]
    if season > 1, origin >= season {
      let past = series.column(0, rows: (origin - season)..<origin)
      curves.append(curve("last season", (0..<horizon).map { past[$0 % season] }, from: origin, color: 2, .faint))
    }
    let band = forecast.band(0.9)
    curves += [
      curve("5 of a hundred below", [last] + band.lower, from: origin - 1, color: 1, .faint),
      curve("5 of a hundred above", [last] + band.upper, from: origin - 1, color: 1, .faint),
      curve("what came", came, from: first, color: 0),
      curve("forecast", [last] + forecast.values, from: origin - 1, color: 1),
    ]
    let name = series.name == series.path ? "" : "\(series.name), "
    return LineChart(
      "\(name)from row \(Figures.count(origin + 1))", curves,
      x: Axis("row", Double(first + 1)...Double(origin + horizon + 1)),
      y: Axis(configuration.targets[0], fitting: curves.flatMap { $0.points.map(\.y) }),
      marks: [.upright(Double(origin))])
  }

  private func table(_ figures: ForecastFigures) -> Table {
    let rows =
      [("this forecaster", figures.forecaster)]
      + ForecastBaseline.allCases.compactMap { baseline in
        figures.baselines[baseline].map { (baseline.words(season: configuration.season), $0) }
      }
    return Table(
      [
        .text("forecast"), .number("mean squared error"), .number("mean absolute error"), .number("sMAPE"),
        .number("MASE"),
      ],
      rows: rows.map { name, error in
        [
          .text(name), .number(Figures.fixed(error.mse, 4)), .number(Figures.fixed(error.mae, 4)),
          .number(Figures.fixed(error.smape, 2)), .number(error.mase.map { Figures.fixed($0, 3) } ?? ""),
        ]
      })
  }

  /// Of several series those with the largest errors.
  private func worst(_ figures: ForecastFigures) -> [Section] {
    guard figures.parts.count > 1 else { return [] }
    let parts = figures.parts.sorted { $0.forecaster.mae > $1.forecaster.mae }.prefix(10)
    let table = Table(
      [.text("series"), .text("target"), .number("mean absolute error"), .number("sMAPE"), .number("in the band")],
      rows: parts.map { part in
        [
          .text(part.series), .text(part.target), .number(Figures.fixed(part.forecaster.mae, 4)),
          .number(Figures.fixed(part.forecaster.smape, 2)), .number(Figures.fixed(100 * part.coverage, 1) + "%"),
        ]
      })
    return [Section("The worst", note: "Of \(Figures.count(figures.parts.count)).", [table])]
  }
}

extension ForecastBaseline {
  /// What it says, in words.
  package func words(season: Int) -> String {
    switch self {
    case .naive: "the last value again"
    case .seasonalNaive: "the last \(season) rows again"
    case .drift: "on along a line"
    case .exponentialSmoothing: "exponential smoothing"
    case .theta: "Theta"
    case .naive2: "the last value, with the season"
    }
  }
}
