import RecurrentFoundation
import RecurrentReports
import RecurrentTraining

extension Forecaster {
  /// What a report shows of it: forecasts against what came, and how far they are from it beside simple ones.
  ///
  /// - Parameters:
  ///   - rows: what is forecast, counted from 0.
  ///   - season: the rows after which the series repeats itself.
  package func sections(on series: Series, rows: Range<Int>, season: Int = 24) throws -> [Section] {
    try checkColumns(of: series)
    let windows = SeriesWindows(series, scaling: scaling, configuration: configuration)
    let origins = windows.origins(in: rows.clamped(to: 0..<series.rowCount))
    guard !origins.isEmpty else { return [] }
    let charts = evenPlaces(in: origins.count, limit: 4).map { place in
      chart(at: origins.lowerBound + place, windows, season: season)
    }
    // As many as are measured in a moment.
    let measured = origins.lowerBound..<min(origins.upperBound + configuration.horizon - 1, origins.lowerBound + 2000)
    let figures = try evaluate(on: series, rows: measured, season: season)
    return [
      Section(
        "Forecasts against what came", note: "Of \(configuration.target), in rows it did not learn from.", [Row(charts)]
      ),
      Section(
        "Beside simple forecasts",
        note: "Errors of the scaled target over \(Figures.count(figures.windows)) windows; the smaller, the better.",
        [table(figures, season: season)]),
    ]
  }

  /// Rows count from 1, as those of the command line do.
  private func chart(at origin: Int, _ windows: SeriesWindows, season: Int) -> LineChart {
    let (scale, horizon) = (scaling[configuration.targetPlace], configuration.horizon)
    let first = max(0, origin - min(configuration.window, 2 * horizon))
    func curve(_ name: String, _ values: [Double], from row: Int, color: Int, _ style: Curve.Style = .line) -> Curve {
      let points = values.enumerated().map { Curve.Point(Double(row + $0 + 1), scale.unscaled($1)) }
      return Curve(name, points, color: color, style: style)
    }
    let came = windows.targets(in: first..<(origin + horizon))
    let last = came[origin - first - 1]
    let forecast = [last] + network(windows.input(before: origin)).scalars.map { last + Double($0) }
    var curves = [
      curve("last value", [Double](repeating: last, count: horizon + 1), from: origin - 1, color: 7, .faint)
    ]
    if origin >= season {
      let past = windows.targets(in: (origin - season)..<(origin - season + min(season, horizon)))
      curves.append(
        curve("last season", (0..<horizon).map { past[$0 % past.count] }, from: origin, color: 2, .faint))
    }
    curves += [
      curve("what came", came, from: first, color: 0), curve("forecast", forecast, from: origin - 1, color: 1),
    ]
    return LineChart(
      "From row \(Figures.count(origin + 1))", curves, x: Axis("row", Double(first + 1)...Double(origin + horizon + 1)),
      y: Axis(configuration.target, fitting: curves.flatMap { $0.points.map(\.y) }),
      marks: [.upright(Double(origin))])
  }

  private func table(_ figures: ForecastFigures, season: Int) -> Table {
    let rows: [(String, ForecastFigures.Deviation?)] = [
      ("this forecaster", figures.forecaster), ("the last value again", figures.persistence),
      ("the last \(season) rows again", figures.seasonalNaive),
    ]
    return Table(
      [.text("forecast"), .number("mean squared error"), .number("mean absolute error")],
      rows: rows.compactMap { name, error in
        error.map { [.text(name), .number(Figures.fixed($0.mse, 4)), .number(Figures.fixed($0.mae, 4))] }
      })
  }
}
