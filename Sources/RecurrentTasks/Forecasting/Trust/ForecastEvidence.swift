/// What networks and simple forecasts missed on rolling origins, and what to answer after that.
struct ForecastEvidence {
  /// One origin.
  struct Window {
    let scale: WindowScale
    /// What came, in the series' own units; NaN is a gap.
    let actual: [Double]
    /// The medians of networks, in units of the window.
    let network: [Double]
    /// What each simple forecast says, in units of the window.
    let simple: [ForecastBaseline: [Double]]
    /// The deviation of the target.
    let unit: Double
  }

  var windows: [Window] = []
  let configuration: ForecasterConfiguration

  /// Those that can be leant on; the season's only where there is one. A line through the first and the last value is none of
  /// them: many a random walk looks like one for a while, and Theta follows half of it.
  static func baselines(season: Int) -> [ForecastBaseline] {
    season > 1 ? [.naive, .seasonalNaive, .theta] : [.naive, .theta]
  }

  /// How far to go from which simple forecast to what networks say; nil: all the way.
  ///
  /// Of simple forecasts it is the nearest, the last value where none is nearer by more than a little: around a level that
  /// stays, it is the one that is not. Networks learn so little by heart, and are to be clearly nearer than the last value.
  /// Where they are, and neither they nor the simple forecast are clearly nearer than the other, it is the mean of both
  /// (Bates and Granger 1969).
  func verdict() -> (trust: Double, footing: ForecastFooting)? {
    let last = errors(of: .naive, trust: 0)
    let network = errors(of: .naive, trust: 1)
    var (baseline, least) = (ForecastBaseline.naive, last)
    for other in Self.baselines(season: configuration.season).dropFirst() {
      let found = errors(of: other, trust: 0)
      if isLess(found, than: last, by: .fair), mean(found) < mean(least) { (baseline, least) = (other, found) }
    }
    var trust = 0.0
    if isLess(network, than: last, by: .clear), !isLess(least, than: network, by: .clear) {
      trust = baseline == .naive || isLess(network, than: least, by: .clear) ? 1 : 0.5
    }
    guard trust < 1 else { return nil }
    return (trust, ForecastFooting(baseline: baseline, distances: distances(from: baseline, trust: trust)))
  }

  private func forecast(_ window: Window, _ baseline: ForecastBaseline, _ trust: Double) -> [Double] {
    zip(window.simple[baseline]!, window.network).map { $0 + trust * ($1 - $0) }
  }

  /// The mean absolute error of each origin, in deviations of the target.
  private func errors(of baseline: ForecastBaseline, trust: Double) -> [Double] {
    windows.compactMap { window in
      let found = zip(forecast(window, baseline, trust), window.actual).filter { !$1.isNaN }
      guard !found.isEmpty else { return nil }
      return found.reduce(0) { $0 + abs(window.scale.unscaled($1.0) - $1.1) } / Double(found.count) / window.unit
    }
  }

  /// By how much errors are to be less.
  private struct Margin {
    /// Of what they are to be less than.
    let share: Double
    let standardErrors: Double

    /// Of what hardly learns.
    static let fair = Margin(share: 0.1, standardErrors: 0.5)
    /// More than chance.
    static let clear = Margin(share: 0.15, standardErrors: 2.25)
  }

  /// Origins a row apart see almost the same, so that as many count as there are horizons side by side.
  private func isLess(_ errors: [Double], than others: [Double], by margin: Margin) -> Bool {
    let gains = zip(others, errors).map { $0 - $1 }
    guard gains.count >= 8 else { return false }
    let gain = mean(gains)
    let variance = gains.reduce(0) { $0 + ($1 - gain) * ($1 - gain) } / Double(gains.count - 1)
    let apart = max(1, Double(gains.count) / Double(configuration.horizon))
    return gain > margin.share * mean(others) && gain > margin.standardErrors * (variance / apart).squareRoot()
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }

  // MARK: Bands

  /// What was missed at each step, the errors of all steps together in units of the step's root mean square: there are few
  /// of each. nil: nothing came.
  private func distances(from baseline: ForecastBaseline, trust: Double) -> [[Double]]? {
    let steps = (0..<configuration.horizon).map { step in
      windows.compactMap { window -> Double? in
        guard window.scale.spread > 0, !window.actual[step].isNaN else { return nil }
        return window.scale.scaled(window.actual[step]) - forecast(window, baseline, trust)[step]
      }
    }
    let all = steps.flatMap(\.self)
    guard !all.isEmpty else { return nil }
    func size(_ misses: [Double]) -> Double { (misses.reduce(0) { $0 + $1 * $1 } / Double(misses.count)).squareRoot() }
    // A step of which little is known is as the whole.
    let sizes = steps.map { $0.count < 3 ? size(all) : size($0) }
    let shares = zip(steps, sizes).flatMap { misses, size in misses.map { size > 0 ? $0 / size : 0 } }.sorted()
    let numbers = configuration.levels.map { level in
      level == 0.5 ? 0 : level < 0.5 ? min(0, quantile(shares, level)) : max(0, quantile(shares, level))
    }
    return sizes.map { size in numbers.map { $0 * size } }
  }

  /// Of n sorted numbers the level × (n + 1)th, between two of them on a line.
  private func quantile(_ sorted: [Double], _ level: Double) -> Double {
    let place = min(max(level * Double(sorted.count + 1) - 1, 0), Double(sorted.count - 1))
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
