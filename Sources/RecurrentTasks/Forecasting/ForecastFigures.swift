/// How far forecasts are from what came. The target is scaled to mean 0 and deviation 1 over the rows learned from, as
/// is usual, so that figures of different series compare.
public struct ForecastFigures: Equatable, Sendable {
  /// The error of one way to forecast.
  public struct Deviation: Equatable, Sendable {
    /// The mean squared error over all windows and steps.
    public let mse: Double
    /// The mean absolute error.
    public let mae: Double
  }

  /// The windows measured, one for each row that a forecast may begin at.
  public let windows: Int
  public let forecaster: Deviation
  /// Of saying the last value seen, always.
  public let persistence: Deviation
  /// Of saying the values of the last season seen, again and again. nil: the season is longer than the rows before the
  /// first window.
  public let seasonalNaive: Deviation?
  /// What one unit of the scaled target is in the series' own units.
  public let unit: Double
}

/// Sums of errors.
struct DeviationTally {
  private var (squares, absolutes, count) = (0.0, 0.0, 0)

  mutating func add(_ forecast: some Sequence<Double>, wanted: some Sequence<Double>) {
    for (found, right) in zip(forecast, wanted) {
      let error = found - right
      squares += error * error
      absolutes += abs(error)
      count += 1
    }
  }

  var deviation: ForecastFigures.Deviation {
    ForecastFigures.Deviation(mse: squares / Double(max(1, count)), mae: absolutes / Double(max(1, count)))
  }
}
