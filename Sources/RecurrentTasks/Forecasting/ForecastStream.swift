import RecurrentFormats
import RecurrentLayers

/// A series that grows while it is forecast: each new row gives the next forecast, and no history is read again.
///
/// ```swift
/// var stream = try ForecastStream(forecaster, after: series)
/// let next = try stream.append([31.4])[0]
/// ```
/// It holds as many rows as a forecast is made of: a window, or four seasons, or more where most of them are gaps.
public struct ForecastStream: Sendable {
  private let forecaster: Forecaster
  /// Without its values.
  private let series: Series
  /// The row of the series that the values begin with.
  private var firstRow: Int
  /// The last rows, row by row.
  private var values: [Double]
  private var columns: [String] { forecaster.configuration.allColumns }

  /// - Parameter series: what came so far, at least a row.
  /// - Throws: ``ForecastError``: the series has other columns, or the forecaster reads some that are known ahead.
  public init(_ forecaster: Forecaster, after series: Series) throws(ForecastError) {
    try forecaster.check(series)
    guard forecaster.configuration.known.isEmpty else {
      throw .knownAhead(columns: forecaster.configuration.known)
    }
    firstRow = forecaster.firstRow(of: series, before: series.rowCount)
    self.forecaster = forecaster
    values = series[firstRow..<series.rowCount]
    self.series = Series(
      SpillingArray(), columns: series.columns, path: series.path, key: series.key, timeline: series.timeline,
      statics: series.statics)
  }

  /// Takes the next row.
  ///
  /// - Parameter row: a number for each of ``ForecasterConfiguration/allColumns``; NaN is a gap.
  /// - Returns: What follows it, as ``Forecaster/forecast(after:levels:)`` has it.
  /// - Throws: ``ForecastError``: the row has another number of columns, or a target has no value yet.
  public mutating func append(_ row: [Double]) throws(ForecastError) -> [Forecast] {
    guard row.count == columns.count else {
      throw .ragged(path: "stream", row: 0, numbers: row.count, columns: columns.count)
    }
    if let wrong = row.firstIndex(where: { $0.magnitude > SeriesReader.largest }) {
      throw .notFinite(path: "stream", row: 0, column: columns[wrong])
    }
    values += row
    let held = Series(
      SpillingArray(values), columns: columns, path: series.path, key: series.key,
      timeline: series.timeline?.beginning(at: firstRow), statics: series.statics)
    let first = forecaster.firstRow(of: held, before: held.rowCount)
    values.removeFirst(first * columns.count)
    firstRow += first
    return try forecaster.forecast(after: held)
  }
}
