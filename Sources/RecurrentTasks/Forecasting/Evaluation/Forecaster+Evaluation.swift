import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

extension Forecaster {
  /// Measures the forecasts that lie in some rows of a series. What they read may be rows before.
  ///
  /// - Parameters:
  ///   - rows: counted from 0; nil: all after those that it learned from and was validated on.
  ///   - season: the rows after which the series repeats itself, for the simple forecasts beside: 24 for hours; nil: the
  ///     forecaster's.
  ///   - bands: shares of values whose bands are measured too: 0.5.
  /// - Throws: ``ForecastError``.
  public func evaluate(
    on series: Series, rows: Range<Int>? = nil, season: Int? = nil, bands: [Double] = []
  ) throws(ForecastError) -> ForecastFigures {
    let rows = rows ?? unseenRows(of: series)
    return try evaluate([(series, rows)], season: season, bands: bands)
  }

  /// Measures the forecasts of all series of a collection.
  ///
  /// - Parameter rows: of each series what lies in them is forecast, as of ``evaluate(on:rows:season:bands:)``.
  public func evaluate(
    on collection: SeriesCollection, season: Int? = nil, bands: [Double] = [], rows: (Series) -> Range<Int>
  ) throws(ForecastError) -> ForecastFigures {
    try evaluate(collection.series.map { ($0, rows($0)) }, season: season, bands: bands)
  }

  /// Measures the forecasts that follow the ends of all series, by what came.
  ///
  /// - Parameter actual: of each series, by its name, the rows that follow it: by their times where both have some, else
  ///   the first ones. One series and one alone belong together.
  /// - Throws: ``ForecastError``: one of them is not in `actual`, or goes on for less than the horizon.
  public func evaluate(
    after collection: SeriesCollection, actual: SeriesCollection, season: Int? = nil, bands: [Double] = []
  ) throws(ForecastError) -> ForecastFigures {
    try evaluate(followed(collection, by: actual), season: season, bands: bands)
  }

  /// Each series with the rows of the horizon that follow it, and which those are.
  ///
  /// - Throws: ``ForecastError``, as of ``evaluate(after:actual:season:bands:)``.
  package func followed(
    _ collection: SeriesCollection, by actual: SeriesCollection
  ) throws(ForecastError) -> [(series: Series, rows: Range<Int>)] {
    var parts: [(series: Series, rows: Range<Int>)] = []
    for series in collection.series {
      let isOnlyOne = collection.series.count == 1 && actual.series.count == 1
      guard let next = isOnlyOne ? actual.series[0] : actual[series.name] else {
        throw .unknownSeries(path: actual.series[0].path, name: series.name)
      }
      try next.require(frequency)
      let first = try firstRow(of: next, after: series)
      guard next.rowCount - first >= configuration.horizon else {
        throw .tooShort(
          path: next.path, part: "of series \(next.name.quoted) after the forecast's beginning",
          rows: next.rowCount - first, needed: configuration.horizon)
      }
      let rows = series.rowCount..<(series.rowCount + configuration.horizon)
      parts.append((series.followed(by: next, rows: first..<(first + configuration.horizon)), rows))
    }
    return parts
  }

  /// Where what came after a series begins, in rows that may begin before: by the times, where both have some.
  private func firstRow(of next: Series, after series: Series) throws(ForecastError) -> Int {
    guard let timeline = series.timeline, let times = next.timeline else { return 0 }
    guard let row = times.row(of: timeline[series.rowCount]), (0..<next.rowCount).contains(row) else {
      throw .notFollowed(
        path: next.path, name: next.name, wanted: timeline.text(of: series.rowCount),
        found: "\(times.text(of: 0)) to \(times.text(of: next.rowCount - 1))")
    }
    return row
  }

  /// The rows of a series after those that it learned from and was validated on.
  public func unseenRows(of series: Series) -> Range<Int> { (seenRows?.end(of: series) ?? 0)..<series.rowCount }

  private func evaluate(
    _ parts: [(series: Series, rows: Range<Int>)], season: Int?, bands: [Double]
  ) throws(ForecastError) -> ForecastFigures {
    precondition((season ?? 1) >= 1, "Forecaster.evaluate: season must be at least 1, got \(season ?? 1)")
    for part in parts { try check(part.series) }
    try require(levels: bands.flatMap(Forecast.bounds(ofBand:)))
    let season = season ?? configuration.season
    var tracks: [MeasuredTrack] = []
    for (series, rows) in parts {
      let end = min(rows.upperBound, series.rowCount) - configuration.horizon + 1
      let origins = max(1, rows.lowerBound)..<max(1, rows.lowerBound, end)
      for target in configuration.targets.indices where !origins.isEmpty {
        let track = MeasuredTrack(
          self, series, target: target, origins, season: season,
          unit: parts.count == 1 ? scaling.deviations[target] : nil,
          bands: bands)
        if track.windows > 0 { tracks.append(track) }
      }
    }
    guard !tracks.isEmpty else {
      throw .tooShort(
        path: parts[0].series.path, part: "to measure",
        rows: parts[0].rows.clamped(to: 0..<parts[0].series.rowCount).count, needed: configuration.horizon)
    }
    return figures(tracks)
  }

  private func figures(_ tracks: [MeasuredTrack]) -> ForecastFigures {
    var baselines: [ForecastBaseline: ForecastFigures.Deviation] = [:]
    for baseline in ForecastBaseline.allCases {
      let found = tracks.compactMap { track in track.baselines[baseline]?.deviation(scale: track.scale) }
      if found.count == tracks.count { baselines[baseline] = .init(meanOf: found) }
    }
    let parts = tracks.map(\.part)
    let forecaster = ForecastFigures.Deviation(meanOf: parts.map(\.forecaster))
    return ForecastFigures(
      windows: tracks.reduce(0) { $0 + $1.windows }, forecaster: forecaster,
      bands: .init(meanOf: tracks.map { $0.bands.bands(scale: $0.scale) }), baselines: baselines,
      owa: owa(forecaster, baselines[.naive2]), unit: tracks.count == 1 ? tracks[0].unit : nil, parts: parts)
  }

  private func owa(_ own: ForecastFigures.Deviation, _ naive: ForecastFigures.Deviation?) -> Double? {
    guard let naive, let mase = own.mase, let naiveMASE = naive.mase, naive.smape > 0, naiveMASE > 0 else { return nil }
    return (own.smape / naive.smape + mase / naiveMASE) / 2
  }
}

/// The forecasts of one target of one series, and how far they are from what came.
private struct MeasuredTrack {
  let part: ForecastFigures.Part
  let bands: BandTally
  let baselines: [ForecastBaseline: DeviationTally]
  let windows: Int
  /// The deviation of the target.
  let unit: Double
  /// What MASE divides by, in deviations; nil: nothing differs.
  let scale: Double?

  /// As much of a history as simple forecasts are fitted to, where there are many windows: twelve seasons, of a year of days
  /// at most; of longer ones three show themselves, and take as much time as all else.
  private static func longestHistory(_ season: Int) -> Int { max(512, min(12 * season, 12 * 366), 3 * season) }

  /// - Parameter unit: nil: that of the rows before the first origin.
  init(
    _ forecaster: Forecaster, _ series: Series, target: Int, _ origins: Range<Int>, season: Int, unit: Double?,
    bands shares: [Double]
  ) {
    let configuration = forecaster.configuration
    let history = series.column(target, rows: 0..<origins.lowerBound)
    let deviation = unit ?? forecaster.deviation(of: series, target: target, rows: 0..<origins.lowerBound)
    self.unit = deviation
    scale = ForecastMeasures.scale(of: history, season: season).map { $0 / deviation }
    let windows = ForecastWindows([series], scaling: forecaster.scaling, configuration: configuration)
    var (own, bands, count) = (DeviationTally(), BandTally(shares: shares, levels: configuration.levels), 0)
    var baselines: [ForecastBaseline: DeviationTally] = [:]
    let levels = configuration.levels(with: shares.flatMap(Forecast.bounds(ofBand:)))
    let simple = ForecastBaseline.allCases.filter { $0 != .seasonalNaive || origins.lowerBound >= season }
    for start in stride(from: origins.lowerBound, to: origins.upperBound, by: 256) {
      let rows = start..<min(start + 256, origins.upperBound)
      let batch = windows.batch(at: rows.map { ForecastOrigin(series: 0, target: target, row: $0) })
      for (place, values) in forecaster.quantiles(of: batch, at: levels).enumerated() {
        guard let values else { continue }
        let actual = batch.actual[(place * configuration.horizon)..<((place + 1) * configuration.horizon)]
        let forecast = Forecast(
          series: series.name, target: configuration.targets[target], levels: levels, quantiles: values)
        for (found, came) in zip(forecast.values, actual) { own.add(found, came, unit: deviation) }
        bands.add(forecast, actual, unit: deviation)
        let row = rows.lowerBound + place
        let limit = origins.count == 1 ? row : Self.longestHistory(season)
        let past = series.column(target, rows: max(0, row - limit)..<row)
        lazy var profile = SeasonalProfile(of: past, season: season)
        for baseline in simple {
          guard
            let found = baseline.forecast(after: past, horizon: actual.count, season: season, profile: profile)
          else { continue }
          for (found, came) in zip(found, actual) {
            baselines[baseline, default: DeviationTally()].add(found, came, unit: deviation)
          }
        }
        count += 1
      }
    }
    (self.bands, self.baselines, self.windows) = (bands, baselines, count)
    part = ForecastFigures.Part(
      series: series.name, target: configuration.targets[target], forecaster: own.deviation(scale: scale),
      coverage: bands.bands(scale: nil).coverage)
  }
}

extension Series {
  /// This series and some rows of another of the same columns.
  func followed(by next: Series, rows: Range<Int>) -> Series {
    let values = self[0..<rowCount] + next[rows]
    return Series(
      SpillingArray(values), columns: columns, path: path, key: key, timeline: timeline, statics: statics)
  }
}
