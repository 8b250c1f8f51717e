import RecurrentLayers
import RecurrentText
import RecurrentTraining

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
    try checkColumns(of: series)
    let rows = rows ?? min(firstUnseenRow ?? 0, series.rowCount)..<series.rowCount
    var tally = ForecastTally(rows: rows, season: season, configuration: configuration)
    measure(SeriesWindows(series, scaling: scaling, configuration: configuration), firstRow: 0, into: &tally)
    guard tally.windows > 0 else { throw tooShort(series.path, "to measure", rows.count) }
    return tally.figures(unit: scaling.deviations[configuration.targetPlace])
  }

  /// As ``evaluate(on:rows:season:)``, of a file that is read in pieces: there may be more of it than memory holds.
  ///
  /// - Parameters:
  ///   - format: nil: by the ending of the file's name.
  ///   - first: the first row measured, counted from 0; nil: the first after those that it learned from and was
  ///     validated on.
  ///   - count: how many rows; nil: all others.
  /// - Throws: `TextFileError`, ``ForecastError``.
  public func evaluate(
    contentsOf path: String, format: TableFormat? = nil, first: Int? = nil, count: Int? = nil, season: Int = 24
  ) throws -> ForecastFigures {
    let first = first ?? firstUnseenRow ?? 0
    let (sum, overflow) = first.addingReportingOverflow(count ?? .max)
    let rows = first..<(overflow ? .max : sum)
    var tally = ForecastTally(rows: rows, season: season, configuration: configuration)
    let columns = configuration.allColumns
    let reader = try SeriesReader(path: path, columns: columns, format: format)
    // Those in memory, of which the first is that of the file at `firstRow`.
    var (values, firstRow) = ([Double](), 0)
    var end: Int { firstRow + values.count / columns.count }
    while end < rows.upperBound, let more = try reader.next() {
      values += more
      let piece = Series(SpillingArray(values), columns: columns, path: path)
      measure(SeriesWindows(piece, scaling: scaling, configuration: configuration), firstRow: firstRow, into: &tally)
      let done = max(0, min(tally.nextOrigin - tally.rowsBefore, end) - firstRow)
      values.removeFirst(done * columns.count)
      firstRow += done
    }
    guard tally.windows > 0 else { throw tooShort(path, "to measure", rows.clamped(to: 0..<end).count) }
    return tally.figures(unit: scaling.deviations[configuration.targetPlace])
  }

  /// Measures the forecasts that can be: all that they read and are measured by is in the windows, of which the first row
  /// is that of the series at `firstRow`.
  private func measure(_ windows: SeriesWindows, firstRow: Int, into tally: inout ForecastTally) {
    let end = min(tally.rows.upperBound, firstRow + windows.rowCount) - configuration.horizon + 1
    guard tally.nextOrigin < end else { return }
    let origins = (tally.nextOrigin - firstRow)..<(end - firstRow)
    forEachBatch(of: origins) { batch in
      add(batch, of: windows, to: &tally.forecaster)
      addNaive(batch, of: windows, to: &tally)
    }
    tally.windows += origins.count
    tally.nextOrigin = end
  }

  /// Of the network.
  func deviation(at origins: Range<Int>, of windows: SeriesWindows) -> ForecastFigures.Deviation {
    var tally = DeviationTally()
    forEachBatch(of: origins) { add($0, of: windows, to: &tally) }
    return tally.deviation
  }

  private func forEachBatch(of origins: Range<Int>, _ body: (Range<Int>) -> Void) {
    let size = 256
    for start in stride(from: origins.lowerBound, to: origins.upperBound, by: size) {
      body(start..<min(start + size, origins.upperBound))
    }
  }

  private func add(_ origins: Range<Int>, of windows: SeriesWindows, to tally: inout DeviationTally) {
    let (inputs, targets) = windows.examples(at: origins)
    tally.add(network(inputs).scalars.map { Double($0) }, wanted: targets.scalars.map { Double($0) })
  }

  /// Of repeating the last value, and the last season, over the horizon.
  private func addNaive(_ origins: Range<Int>, of windows: SeriesWindows, to tally: inout ForecastTally) {
    let (horizon, season) = (configuration.horizon, tally.season)
    // From the last value before the first forecast on.
    let values = windows.targets(in: (origins.lowerBound - 1)..<(origins.upperBound + horizon - 1))
    let past =
      tally.hasSeason
      ? windows.targets(in: (origins.lowerBound - season)..<(origins.upperBound - season + min(horizon, season) - 1))
      : nil
    for place in 0..<origins.count {
      let wanted = values[(place + 1)..<(place + 1 + horizon)]
      tally.persistence.add(repeatElement(values[place], count: horizon), wanted: wanted)
      if let past { tally.seasonalNaive.add((0..<horizon).lazy.map { past[place + $0 % season] }, wanted: wanted) }
    }
  }
}

/// What the figures of a forecaster are made of, as far as the rows were read.
private struct ForecastTally {
  /// Those measured, counted from 0.
  let rows: Range<Int>
  let season: Int
  /// The first forecast has a season before it; else none is measured by it.
  let hasSeason: Bool
  /// What a forecast reads or repeats before it begins.
  let rowsBefore: Int
  /// The row that the next forecast to measure begins at.
  var nextOrigin: Int
  var windows = 0
  var forecaster = DeviationTally()
  var persistence = DeviationTally()
  var seasonalNaive = DeviationTally()

  init(rows: Range<Int>, season: Int, configuration: ForecasterConfiguration) {
    precondition(season >= 1, "Forecaster.evaluate: season must be at least 1, got \(season)")
    (self.rows, self.season) = (rows, season)
    nextOrigin = max(rows.lowerBound, configuration.window)
    hasSeason = nextOrigin >= season
    rowsBefore = max(configuration.window, hasSeason ? season : 1)
  }

  func figures(unit: Double) -> ForecastFigures {
    ForecastFigures(
      windows: windows, forecaster: forecaster.deviation, persistence: persistence.deviation,
      seasonalNaive: hasSeason ? seasonalNaive.deviation : nil, unit: unit)
  }
}
