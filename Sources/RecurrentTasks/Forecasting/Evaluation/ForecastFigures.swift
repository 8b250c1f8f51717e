/// How far forecasts are from what came, the means over series of the means over windows and steps.
public struct ForecastFigures: Equatable, Sendable {
  /// The error of one way to forecast.
  public struct Deviation: Equatable, Sendable {
    /// The mean squared error. The target is scaled to mean 0 and deviation 1 over the rows learned from, of several
    /// series over the rows before those measured, as is usual, so that figures of different series compare.
    public let mse: Double
    /// The mean absolute error, likewise.
    public let mae: Double
    /// See ``ForecastMeasures/smape(_:actual:)``.
    public let smape: Double
    /// The mean absolute error over ``ForecastMeasures/scale(of:season:)`` of the rows before those measured. nil: in
    /// none of the series anything differs there.
    public let mase: Double?
  }

  /// How well what came was enclosed.
  public struct Bands: Equatable, Sendable {
    /// The share of what came that the band of 90 of a hundred values holds.
    public let coverage: Double
    /// The width of that band, in deviations of the target.
    public let width: Double
    /// The interval score of the band of 95 of a hundred, scaled as ``Deviation/mase`` is. nil: as there.
    public let msis: Double?
    /// See ``ForecastMeasures/crps(_:actual:)``, in deviations of the target.
    public let crps: Double
    /// Twice the pinball losses of all quantiles, their mean, over the sum of the magnitudes of what came (Salinas et al.
    /// 2020).
    public let wql: Double
    /// Of the bands that were asked for, by the share that they are to hold.
    public let others: [Share]
  }

  /// A band and what it held.
  public struct Share: Equatable, Sendable {
    /// Of the band: 0.9, say.
    public let level: Double
    /// How much of what came lies in it, 0 to 1.
    public let coverage: Double
  }

  /// Of one target of one series.
  public struct Part: Equatable, Sendable {
    /// The name of the series.
    public let series: String
    /// The column forecast.
    public let target: String
    /// The error of its forecasts.
    public let forecaster: Deviation
    /// How much of what came lies in the 90% band, 0 to 1.
    public let coverage: Double
  }

  /// The windows measured, one for each row that a forecast may begin at.
  public let windows: Int
  /// The error of the forecaster.
  public let forecaster: Deviation
  /// How sure it was, and how right in that.
  public let bands: Bands
  /// Of simple forecasts on the same windows; a season longer than the rows before the first of them has none.
  public let baselines: [ForecastBaseline: Deviation]
  /// The mean of sMAPE and MASE, each over that of ``ForecastBaseline/naive2``: the M4 competition's. nil: there is no
  /// MASE.
  public let owa: Double?
  /// What one unit of the scaled target is in its own units; nil: there are several.
  public let unit: Double?
  /// Of each series and target by itself.
  public let parts: [Part]

  /// Of saying the last value seen, always.
  public var persistence: Deviation { baselines[.naive]! }
  /// Of saying the values of the last season seen, again and again. nil: the season is longer than the rows before the
  /// first window.
  public var seasonalNaive: Deviation? { baselines[.seasonalNaive] }

  /// The simple forecast that is nearer to what came, by the mean squared error; nil: none is.
  public var betterBaseline: ForecastBaseline? {
    baselines.filter { $0.value.mse < forecaster.mse }
      .min { ($0.value.mse, $0.key.rawValue) < ($1.value.mse, $1.key.rawValue) }?.key
  }
}
