import RecurrentFoundation

/// A value against what was expected of it a row before.
public struct Surprise: Equatable, Sendable {
  /// Counted from 0.
  public let row: Int
  /// What came.
  public let value: Double
  /// The median expected.
  public let expected: Double
  /// The lower bound of the band.
  public let lower: Double
  /// The upper bound of the band.
  public let upper: Double
  /// The distance from what was expected, in distances of the band's bound on that side: above 1 it is outside. Infinite
  /// where the band has no width.
  public let score: Double
}

extension Forecaster {
  /// Each value of a target against the forecast of one row ahead. A gap surprises nobody, and neither does the first
  /// value, nor one after fewer than eight that are all the same: they may always differ.
  ///
  /// - Parameters:
  ///   - target: its place among the targets.
  ///   - rows: counted from 0; nil: all.
  ///   - band: the share of values that the band is to hold.
  /// - Throws: ``ForecastError``.
  public func surprises(
    in series: Series, target: Int = 0, rows: Range<Int>? = nil, band: Double = 0.95
  ) throws(ForecastError) -> [Surprise] {
    precondition(configuration.targets.indices.contains(target), "Forecaster.surprises: there is no target \(target)")
    try check(series)
    let levels = configuration.levels(with: Forecast.bounds(ofBand: band))
    try require(levels: levels)
    let rows = (rows ?? 0..<series.rowCount).clamped(to: min(1, series.rowCount)..<series.rowCount)
    let windows = ForecastWindows([series], scaling: scaling, configuration: configuration)
    var found: [Surprise] = []
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: 256) {
      let places = start..<min(start + 256, rows.upperBound)
      let batch = windows.batch(at: places.map { ForecastOrigin(series: 0, target: target, row: $0) })
      for (place, quantiles) in self.quantiles(of: batch, at: levels).enumerated() {
        let value = batch.actual[place * configuration.horizon]
        guard let quantiles, !value.isNaN, batch.tellsWhatIsUsual(place) else { continue }
        let next = Forecast(
          series: series.name, target: configuration.targets[target], levels: levels, quantiles: [quantiles[0]])
        found.append(Surprise(value, next, band: band, row: places.lowerBound + place))
      }
    }
    return found
  }
}

extension ForecastBatch {
  /// Whether what differs in a window, or that nothing does, is known.
  fileprivate func tellsWhatIsUsual(_ place: Int) -> Bool {
    (scales[place]?.spread ?? 0) > 0 || histories[place].reduce(0) { $0 + ($1.isNaN ? 0 : 1) } >= 8
  }
}

extension Surprise {
  fileprivate init(_ value: Double, _ forecast: Forecast, band share: Double, row: Int) {
    let band = forecast.band(share)
    (self.row, self.value, expected) = (row, value, forecast.values[0])
    (lower, upper) = (band.lower[0], band.upper[0])
    let width = value < expected ? expected - lower : upper - expected
    score = value == expected ? 0 : width > 0 ? abs(value - expected) / width : .infinity
  }
}

/// How well scores tell what was labelled.
public struct AnomalyFigures: Equatable, Sendable {
  /// The share of the found that are labelled; nil: none was found.
  public let precision: Double?
  /// The share of the labelled that were found; nil: none is labelled.
  public let recall: Double?
  /// How many rows were found.
  public let found: Int
  /// How many rows are labelled.
  public let labelled: Int

  /// Compares rows that were found with those that are labelled.
  public init(found: Set<Int>, labelled: Set<Int>) {
    let right = Double(found.intersection(labelled).count)
    (self.found, self.labelled) = (found.count, labelled.count)
    precision = found.isEmpty ? nil : right / Double(found.count)
    recall = labelled.isEmpty ? nil : right / Double(labelled.count)
  }

  /// Their harmonic mean; nil: there is none.
  public var f1: Double? {
    guard let precision, let recall else { return nil }
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
  }
}
