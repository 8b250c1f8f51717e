/// Forecasts by rules that learn next to nothing: what a network has to be better than.
public enum ForecastBaseline: String, CaseIterable, Codable, Sendable {
  /// The last value, always.
  case naive
  /// The values of the last season, again and again.
  case seasonalNaive
  /// On along the line from the first value to the last.
  case drift
  /// The last level of simple exponential smoothing, of the history without its season.
  case exponentialSmoothing
  /// The mean of a straight line, and of the exponential smoothing of twice the distance from it, of the history without
  /// its season (Assimakopoulos and Nikolopoulos 2000).
  case theta
  /// The last value of the history without its season, where a test finds one: what the M4 competition's OWA is
  /// relative to.
  case naive2

  /// The next values of a series.
  ///
  /// - Parameters:
  ///   - history: step by step; NaN is a gap.
  ///   - season: the steps after which it repeats itself; 1: it does not.
  /// - Returns: `horizon` values; nil where the history has none.
  public func forecast(after history: [Double], horizon: Int, season: Int) -> [Double]? {
    forecast(
      after: history, horizon: horizon, season: season, profile: SeasonalProfile(of: history, season: season))
  }

  /// - Parameter profile: of the history, which several forecasts share.
  func forecast(
    after history: [Double], horizon: Int, season: Int, profile: @autoclosure () -> SeasonalProfile?
  ) -> [Double]? {
    precondition(horizon >= 0 && season >= 1, "ForecastBaseline: horizon \(horizon), season \(season)")
    guard let last = history.last(where: { !$0.isNaN }) else { return nil }
    switch self {
    case .naive: return [Double](repeating: last, count: horizon)
    case .seasonalNaive: return lastSeason(of: history, horizon, season, otherwise: last)
    case .drift: return drift(after: history, horizon)
    case .exponentialSmoothing: return withoutSeason(history, horizon, profile(), smoothed)
    case .theta: return withoutSeason(history, horizon, profile(), thetaLines)
    case .naive2:
      return withoutSeason(history, horizon, profile()) { adjusted, horizon in
        [Double](repeating: adjusted.last { !$0.isNaN }!, count: horizon)
      }
    }
  }

  /// A gap is filled by the season before; a place that never had a value by the last one.
  private func lastSeason(of history: [Double], _ horizon: Int, _ season: Int, otherwise last: Double) -> [Double] {
    (0..<horizon).map { step in
      var time = history.count + step % season - season
      while time >= 0, history[time].isNaN { time -= season }
      return time >= 0 ? history[time] : last
    }
  }

  private func drift(after history: [Double], _ horizon: Int) -> [Double] {
    let first = history.firstIndex { !$0.isNaN }!
    let last = history.lastIndex { !$0.isNaN }!
    let slope = last > first ? (history[last] - history[first]) / Double(last - first) : 0
    return (0..<horizon).map { history[last] + slope * Double(history.count + $0 - last) }
  }

  private func smoothed(_ history: [Double], _ horizon: Int) -> [Double] {
    [Double](repeating: ExponentialSmoothing(of: history)!.level, count: horizon)
  }

  private func thetaLines(_ history: [Double], _ horizon: Int) -> [Double] {
    let trend = LinearTrend(of: history)!
    let level = ExponentialSmoothing(of: history.enumerated().map { 2 * $1 - trend[$0] })!.level
    return (0..<horizon).map { (trend[history.count + $0] + level) / 2 }
  }

  private func withoutSeason(
    _ history: [Double], _ horizon: Int, _ profile: SeasonalProfile?,
    _ forecast: (_ history: [Double], _ horizon: Int) -> [Double]
  ) -> [Double] {
    guard let profile else { return forecast(history, horizon) }
    return profile.added(to: forecast(profile.removed(from: history), horizon), from: history.count)
  }
}
