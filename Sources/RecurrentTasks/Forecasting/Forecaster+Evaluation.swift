import Recurrent
import RecurrentText

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
    guard tally.windows > 0 else { throw tooShort(series, "to measure", rows.count) }
    return tally.figures(unit: scaling.deviations[configuration.targetPlace])
  }

  /// As ``evaluate(on:rows:season:)``, of a file that is read in pieces: there may be more of it than memory holds.
  ///
  /// - Parameters:
  ///   - first: the first row measured, counted from 0; nil: the first after those that it learned from and was
  ///     validated on.
  ///   - count: how many rows; nil: all others.
  /// - Throws: `TextFileError`, ``ForecastError``.
  public func evaluate(
    contentsOf path: String, first: Int? = nil, count: Int? = nil, season: Int = 24
  ) throws -> ForecastFigures {
    let first = first ?? firstUnseenRow ?? 0
    let (sum, overflow) = first.addingReportingOverflow(count ?? .max)
    let rows = first..<(overflow ? .max : sum)
    var tally = ForecastTally(rows: rows, season: season, configuration: configuration)
    var (piece, firstRow) = (Series(path: path, columns: configuration.allColumns), 0)
    let reader = try SeriesReader(path: path, columns: piece.columns)
    while firstRow + piece.rowCount < rows.upperBound, let more = try reader.next() {
      piece.append(more)
      measure(
        SeriesWindows(piece, scaling: scaling, configuration: configuration), firstRow: firstRow, into: &tally)
      let done = max(0, min(tally.nextOrigin - tally.rowsBefore - firstRow, piece.rowCount))
      piece.removeFirst(done)
      firstRow += done
    }
    let end = firstRow + piece.rowCount
    guard tally.windows > 0 else { throw tooShort(piece, "to measure", rows.clamped(to: 0..<end).count) }
    return tally.figures(unit: scaling.deviations[configuration.targetPlace])
  }

  /// Measures the forecasts that can be: all that they read and are measured by is in the windows, of which the first row
  /// is that of the series at `firstRow`.
  private func measure(_ windows: SeriesWindows, firstRow: Int, into tally: inout ForecastTally) {
    let end = min(tally.rows.upperBound, firstRow + windows.rowCount) - configuration.horizon + 1
    guard tally.nextOrigin < end else { return }
    let origins = (tally.nextOrigin - firstRow)..<(end - firstRow)
    // The first forecast has no season before it, and then none is measured.
    if tally.nextOrigin < tally.season { tally.hasSeason = false }
    add(origins, of: windows, to: &tally.forecaster)
    repeatRows(origins, of: windows, into: &tally.persistence) { origin, _ in origin - 1 }
    if tally.hasSeason {
      let season = tally.season
      repeatRows(origins, of: windows, into: &tally.seasonalNaive) { origin, step in origin - season + step % season }
    }
    tally.windows += origins.count
    tally.nextOrigin = end
  }

  /// Of the network.
  func deviation(at origins: Range<Int>, of windows: SeriesWindows) -> ForecastFigures.Deviation {
    var tally = DeviationTally()
    add(origins, of: windows, to: &tally)
    return tally.deviation
  }

  private func add(_ origins: Range<Int>, of windows: SeriesWindows, to tally: inout DeviationTally) {
    let batchSize = 256
    for start in stride(from: origins.lowerBound, to: origins.upperBound, by: batchSize) {
      let batch = Array(start..<min(start + batchSize, origins.upperBound))
      tally.add(network(windows.batch(batch)).scalars, wanted: windows.targets(batch).scalars)
    }
  }

  /// Of repeating a row seen for each step of the horizon.
  private func repeatRows(
    _ origins: Range<Int>, of windows: SeriesWindows, into tally: inout DeviationTally,
    row: (_ origin: Int, _ step: Int) -> Int
  ) {
    for origin in origins {
      tally.add(
        (0..<configuration.horizon).map { windows.value(at: row(origin, $0)) },
        wanted: (0..<configuration.horizon).map { windows.value(at: origin + $0) })
    }
  }
}

/// What the figures of a forecaster are made of, as far as the rows were read.
private struct ForecastTally {
  /// Those measured, counted from 0.
  let rows: Range<Int>
  let season: Int
  /// What a forecast reads or repeats before it begins.
  let rowsBefore: Int
  /// The row that the next forecast to measure begins at.
  var nextOrigin: Int
  var hasSeason = true
  var windows = 0
  var forecaster = DeviationTally()
  var persistence = DeviationTally()
  var seasonalNaive = DeviationTally()

  init(rows: Range<Int>, season: Int, configuration: ForecasterConfiguration) {
    precondition(season >= 1, "Forecaster.evaluate: season must be at least 1, got \(season)")
    (self.rows, self.season) = (rows, season)
    rowsBefore = max(configuration.window, season)
    nextOrigin = max(rows.lowerBound, configuration.window)
  }

  func figures(unit: Float) -> ForecastFigures {
    ForecastFigures(
      windows: windows, forecaster: forecaster.deviation, persistence: persistence.deviation,
      seasonalNaive: hasSeason ? seasonalNaive.deviation : nil, unit: unit)
  }
}
