import Recurrent

extension Forecaster {
  /// Measures the forecasts that lie in some rows of a series. What they read may be rows before.
  ///
  /// - Parameters:
  ///   - rows: counted from 0; nil: all after those that it learned from and was validated on.
  ///   - season: the rows after which the series repeats itself, for the seasonal-naive forecast beside: 24 for hours.
  /// - Throws: ``ForecastError``.
  public func evaluate(
    on series: Series, rows: Range<Int>? = nil, season: Int = 24
  ) throws(ForecastError) -> ForecastFigures {
    precondition(season >= 1, "Forecaster.evaluate: season must be at least 1, got \(season)")
    try checkColumns(of: series)
    let end = series.rowCount
    let rows = rows ?? min(firstUnseenRow ?? 0, end)..<end
    let windows = SeriesWindows(series, scaling: scaling, configuration: configuration)
    let origins = windows.origins(in: rows.clamped(to: 0..<end))
    guard !origins.isEmpty else { throw tooShort(series, "to measure", rows.count) }
    return ForecastFigures(
      windows: origins.count, forecaster: deviation(at: origins, of: windows),
      persistence: deviation(at: origins, of: windows) { origin, _ in origin - 1 },
      seasonalNaive: origins.lowerBound < season
        ? nil : deviation(at: origins, of: windows) { origin, step in origin - season + step % season },
      unit: scaling.deviations[configuration.targetPlace])
  }

  /// Of the network.
  func deviation(at origins: Range<Int>, of windows: SeriesWindows) -> ForecastFigures.Deviation {
    var tally = DeviationTally()
    let batchSize = 256
    for start in stride(from: origins.lowerBound, to: origins.upperBound, by: batchSize) {
      let batch = Array(start..<min(start + batchSize, origins.upperBound))
      tally.add(network(windows.batch(batch)).scalars, wanted: windows.targets(batch).scalars)
    }
    return tally.deviation
  }

  /// Of repeating a row seen for each step of the horizon.
  private func deviation(
    at origins: Range<Int>, of windows: SeriesWindows, repeating row: (_ origin: Int, _ step: Int) -> Int
  ) -> ForecastFigures.Deviation {
    var tally = DeviationTally()
    for origin in origins {
      tally.add(
        (0..<configuration.horizon).map { windows.value(at: row(origin, $0)) },
        wanted: (0..<configuration.horizon).map { windows.value(at: origin + $0) })
    }
    return tally.deviation
  }
}
