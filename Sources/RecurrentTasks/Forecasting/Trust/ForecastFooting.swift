import RecurrentFoundation

/// The simple forecast that is leant on where networks were not clearly nearer to what came: it alone, or the mean of both, as
/// ``SeriesScaling/trust`` has it, with bands as wide as what was missed.
public struct ForecastFooting: Codable, Equatable, Sendable {
  /// Of the last rows, a window or four seasons, and of older ones where gaps leave them fewer values.
  public let baseline: ForecastBaseline
  /// The distances of quantiles from the median, `[horizon][levels]`, in units of windows. nil: as networks say them, since
  /// nothing was missed yet.
  public let distances: [[Double]]?

  /// The simple forecast that follows some values, in units of the window that they end with.
  func numbers(after history: [Double], _ scale: WindowScale, _ configuration: ForecasterConfiguration) -> [Double] {
    let (horizon, season) = (configuration.horizon, configuration.season)
    guard baseline != .naive, scale.spread > 0,
      let values = baseline.forecast(after: history, horizon: horizon, season: season)
    else { return [Double](repeating: 0, count: horizon) }
    return values.map { scale.scaled(min(max($0, scale.bounds.lowerBound), scale.bounds.upperBound)) }
  }

  func validate(for configuration: ForecasterConfiguration) throws(ConfigurationError) {
    let baselines = ForecastEvidence.baselines(season: configuration.season)
    try require(
      baselines.contains(baseline), "scaling.footing.baseline", baseline.rawValue,
      "one of \(baselines.map(\.rawValue).joined(separator: ", "))")
    guard let distances else { return }
    let (horizon, levels, middle) = (configuration.horizon, configuration.levels.count, configuration.medianPlace)
    let areWhole = distances.count == horizon && distances.allSatisfy { $0.count == levels }
    try require(areWhole, "scaling.footing.distances", distances.count, "\(levels) for each of \(horizon) rows")
    let areAscending = distances.allSatisfy { $0 == $0.sorted() && $0.allSatisfy(\.isFinite) && $0[middle] == 0 }
    try require(areAscending, "scaling.footing.distances", "others", "ascending, and 0 at the median")
  }
}

extension Forecaster {
  /// What forecasts lean on, in words; nil: they are the networks'.
  package var footingInWords: String? {
    guard let footing = scaling.footing else { return trust.map(trustInWords) }
    let trust = trust ?? 1
    let words = footing.baseline.words(season: configuration.season)
    let simple = "\"\(words)\"" + (footing.baseline == .theta ? " of the last \(configuration.footingRows) values" : "")
    let reason = "on rolling origins in the rows learned from, the network was not clearly nearer than \(simple)"
    return trust == 0
      ? "\(reason): that is the forecast, with bands as wide as what it missed"
      : "\(reason), nor that than the network: the forecast is the mean of both"
  }

  private func trustInWords(_ trust: Double) -> String {
    let last = ForecastBaseline.naive.words(season: configuration.season)
    return trust == 0
      ? "in the validation rows the network was not nearer than \"\(last)\": that is the forecast, with the network's bands"
      : "in the validation rows less than the network says was nearer: the forecast goes \(Figures.fixed(100 * trust, 0))% "
        + "of the way from the last value to it"
  }
}

extension Forecaster {
  /// The targets that have a floor, in words; nil: there are none.
  package var floorInWords: String? {
    let targets = scaling.nonnegativeTargets(of: configuration)
    guard !targets.isEmpty else { return nil }
    let (verb, end) = targets.count == 1 ? ("reaches", "falls below it") : ("reach", "fall below it")
    return "\(targets.joined(separator: ", ")) \(verb) 0 and never \(end): neither do forecasts and their bands"
  }
}

extension ForecasterConfiguration {
  /// The rows that simple forecasts are made of: a window, or as many seasons as one is seen in.
  var footingRows: Int { season <= 366 ? max(window, 4 * season) : window }
}

extension Forecaster {
  /// The rows that a forecast is made of.
  var historyRows: Int { footing == nil ? configuration.window : configuration.footingRows }

  /// The values that a forecast is made of, gaps left out: where they are fewer in its rows, older rows are read too.
  var historyValues: Int { footing == nil ? configuration.leastValues : configuration.footingRows }
}
