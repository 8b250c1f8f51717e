/// The next values of a target of a series, with how sure they are.
public struct Forecast: Equatable, Sendable {
  /// The name of the series.
  public let series: String
  /// The column forecast.
  public let target: String
  /// The quantiles, ascending.
  public let levels: [Double]
  /// Of each step the values that it lies below with these probabilities, in the series' own units.
  public let quantiles: [[Double]]

  /// The medians, step by step.
  public var values: [Double] { self[0.5] }

  /// A quantile, step by step. One between two of ``levels`` lies on a line between them, one beyond is the nearest.
  public subscript(level: Double) -> [Double] {
    precondition(level > 0 && level < 1, "Forecast: a quantile must be above 0 and below 1, got \(level)")
    return quantiles.map { levels.value(of: $0, at: level) }
  }

  /// The band that holds a share of what comes, 0.9 say: its lower and upper bound.
  public func band(_ share: Double) -> (lower: [Double], upper: [Double]) {
    let bounds = Self.bounds(ofBand: share)
    return (self[bounds[0]], self[bounds[1]])
  }

  /// The lower and the upper quantile of the band that holds a share of what comes.
  static func bounds(ofBand share: Double) -> [Double] { [(1 - share) / 2, (1 + share) / 2] }
}

extension [Double] {
  /// These are quantiles' levels, ascending: the quantile of another, on a line between two of them; beyond all the nearest.
  func value(of quantiles: [Double], at level: Double) -> Double {
    let above = firstIndex { $0 >= level } ?? count - 1
    let below = lastIndex { $0 <= level } ?? 0
    guard below < above else { return quantiles[above] }
    let share = (level - self[below]) / (self[above] - self[below])
    return quantiles[below] + share * (quantiles[above] - quantiles[below])
  }
}
