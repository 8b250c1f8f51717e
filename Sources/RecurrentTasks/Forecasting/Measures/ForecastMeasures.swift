/// What forecasts are measured by. In each, a step is left out where what came is a gap (NaN).
///
/// The formulas of the percentage, the scaled errors and the intervals are those of the M4 competition (Makridakis,
/// Spiliotis and Assimakopoulos 2020).
public enum ForecastMeasures {
  /// The mean of the squared errors; nil where nothing came.
  public static func mse(_ forecast: [Double], actual: [Double]) -> Double? {
    mean(forecast, actual) { ($0 - $1) * ($0 - $1) }
  }

  /// The mean of the absolute errors; nil where nothing came.
  public static func mae(_ forecast: [Double], actual: [Double]) -> Double? {
    mean(forecast, actual) { abs($0 - $1) }
  }

  /// The symmetric percentage error, 0 to 200: the mean of 200 |f − y| / (|f| + |y|), where 0 of 0 is 0.
  public static func smape(_ forecast: [Double], actual: [Double]) -> Double? {
    mean(forecast, actual) { $0 == $1 ? 0 : 200 * abs($0 - $1) / (abs($0) + abs($1)) }
  }

  /// What scaled errors are divided by: the mean absolute difference of a history from one season before, gaps left out.
  /// A history that is not longer than a season is compared with one step before.
  ///
  /// - Returns: nil where there are no two such values, or none differ.
  public static func scale(of history: [Double], season: Int) -> Double? {
    let lag = history.count > season ? season : 1
    let past = Array(history.dropLast(lag))
    let present = Array(history.dropFirst(lag))
    var (sum, count) = (0.0, 0)
    for (before, after) in zip(past, present) where !before.isNaN && !after.isNaN {
      sum += abs(after - before)
      count += 1
    }
    return sum > 0 ? sum / Double(count) : nil
  }

  /// The mean width of an interval, with 2 / (1 − level) of each distance of what came outside it: the less, the better
  /// (Gneiting and Raftery 2007). Divided by ``scale(of:season:)`` it is MSIS.
  ///
  /// - Parameter level: how much the interval is to hold: 0.95.
  public static func intervalScore(lower: [Double], upper: [Double], level: Double, actual: [Double]) -> Double? {
    let penalty = 2 / (1 - level)
    return mean(
      actual.indices.filter { !actual[$0].isNaN }.map { step in
        upper[step] - lower[step] + penalty * (max(0, lower[step] - actual[step]) + max(0, actual[step] - upper[step]))
      })
  }

  /// How much of what came lies in an interval, 0 to 1.
  public static func coverage(lower: [Double], upper: [Double], actual: [Double]) -> Double? {
    mean(
      actual.indices.filter { !actual[$0].isNaN }.map { step in
        lower[step] <= actual[step] && actual[step] <= upper[step] ? 1 : 0
      })
  }

  /// The mean pinball loss of a quantile: level × (y − f) where what came is above, (1 − level) × (f − y) where it is
  /// below (Koenker and Bassett 1978).
  public static func pinball(_ quantile: [Double], level: Double, actual: [Double]) -> Double? {
    mean(quantile, actual) { max(level * ($1 - $0), (level - 1) * ($1 - $0)) }
  }

  /// The continuous ranked probability score, twice the mean pinball loss over levels that are evenly spread (Laio and
  /// Tamea 2007).
  ///
  /// - Parameter quantiles: a level and its values, step by step.
  public static func crps(_ quantiles: [(level: Double, values: [Double])], actual: [Double]) -> Double? {
    mean(quantiles.compactMap { pinball($0.values, level: $0.level, actual: actual) }).map { 2 * $0 }
  }

  private static func mean(
    _ forecast: [Double], _ actual: [Double], _ error: (_ forecast: Double, _ actual: Double) -> Double
  ) -> Double? {
    precondition(
      forecast.count == actual.count, "ForecastMeasures: \(forecast.count) forecasts of \(actual.count) steps")
    return mean(zip(forecast, actual).filter { !$0.1.isNaN }.map { error($0.0, $0.1) })
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
