import RecurrentReports

extension Forecaster {
  /// What ``picture(of:_:)`` reads of a series.
  package var pictureTail: SeriesTail { tail(of: max(historyRows, drawnRows, smoothedRows)) }

  /// The rows of history that are drawn.
  private var drawnRows: Int { max(2 * configuration.horizon, min(configuration.window, 4 * configuration.horizon)) }
  /// The rows that the simple forecasts drawn are made of.
  private var smoothedRows: Int { max(512, 12 * configuration.season) }

  /// A picture of forecasts that follow the ends of series: history, bands of 50 and 90 of a hundred values, and simple
  /// forecasts beside. Of many series the first ones.
  package func picture(of collection: SeriesCollection, _ forecasts: [[Forecast]]) -> Picture {
    let all = zip(collection.series, forecasts).flatMap { series, forecasts in
      forecasts.enumerated().map { panel(series, target: $0, $1) }
    }
    return Picture(Array(all.prefix(12)))
  }

  /// Rows count from 1, those that were not read among them.
  private func panel(_ series: Series, target: Int, _ forecast: Forecast) -> Picture.Panel {
    let horizon = configuration.horizon
    let origin = end(of: series)
    let first = max(0, origin - drawnRows)
    func number(_ row: Int) -> Double { Double(series.rowsBefore + row + 1) }
    func points(_ values: [Double], from row: Int) -> [Curve.Point] {
      values.enumerated().map { Curve.Point(number(row + $0), $1) }
    }
    let history = series.column(target, rows: first..<origin)
    let last = history.last { !$0.isNaN } ?? .nan
    var curves = [Curve("history", points(history, from: first), color: 0)]
    for (baseline, color) in [(ForecastBaseline.seasonalNaive, 2), (.theta, 7)] {
      guard baseline != .seasonalNaive || configuration.season > 1 else { continue }
      let past = series.column(target, rows: max(0, origin - smoothedRows)..<origin)
      guard let values = baseline.forecast(after: past, horizon: horizon, season: configuration.season) else {
        continue
      }
      curves.append(
        Curve(baseline.words(season: configuration.season), points(values, from: origin), color: color, style: .faint))
    }
    curves.append(Curve("forecast", points([last] + forecast.values, from: origin - 1), color: 1))
    let bands = [0.9, 0.5].map { share in
      let band = forecast.band(share)
      return Picture.Band(
        "\(Int(100 * share))% band", lower: points([last] + band.lower, from: origin - 1),
        upper: points([last] + band.upper, from: origin - 1), color: 1)
    }
    let heights = curves.flatMap { $0.points.map(\.y) } + bands.flatMap { ($0.lower + $0.upper).map(\.y) }
    let name = [series.name == series.path ? nil : series.name, forecast.target].compactMap(\.self)
    return Picture.Panel(
      name.joined(separator: ", "), curves, bands: bands,
      x: Axis(rowLabel(series.timeline, first...(origin + horizon - 1)), number(first)...number(origin + horizon - 1)),
      y: Axis(forecast.target, fitting: heights),
      mark: number(origin - 1))
  }

  /// What an axis of rows is called: with the times of its ends, where there are some.
  private func rowLabel(_ timeline: Timeline?, _ rows: ClosedRange<Int>) -> String {
    timeline.map { "row, \($0.text(of: rows.lowerBound)) to \($0.text(of: rows.upperBound))" } ?? "row"
  }

  /// A picture of what surprised: the values, the band, and those outside.
  ///
  /// - Parameter timeline: when the rows are; nil: it is not known.
  package func picture(
    of surprises: [Surprise], leastScore: Double, title: String, timeline: Timeline? = nil
  ) -> Picture {
    func points(_ value: (Surprise) -> Double) -> [Curve.Point] {
      surprises.map { Curve.Point(Double($0.row + 1), value($0)) }
    }
    let outside = surprises.filter { $0.score >= leastScore }.map { Curve.Point(Double($0.row + 1), $0.value) }
    let values = points(\.value)
    let first = surprises.first?.row ?? 0
    let last = max(surprises.last?.row ?? 1, first + 1)
    return Picture([
      Picture.Panel(
        title,
        [
          Curve("values", values, color: 0), Curve("lower", points(\.lower), color: 1, style: .faint),
          Curve("upper", points(\.upper), color: 1, style: .faint),
        ],
        dots: Curve("outside", outside, color: 5),
        x: Axis(rowLabel(timeline, first...last), Double(first + 1)...Double(last + 1)),
        y: Axis(title, fitting: values.map(\.y) + surprises.flatMap { [$0.lower, $0.upper] }))
    ])
  }
}
