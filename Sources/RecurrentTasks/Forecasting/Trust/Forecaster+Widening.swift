extension Forecaster {
  /// Measures by how much bands must be wider where windows have few values, so that they hold as many of what came as
  /// after whole ones: values of windows are taken for missing, and what is forecast then is held against what came.
  ///
  /// - Parameter origins: of windows that are mostly whole, as many as fit into a batch.
  func widening(at origins: [ForecastOrigin], of series: [Series]) -> BandWidening? {
    let windows = ForecastWindows(series, scaling: scaling, configuration: configuration)
    guard let whole = wanted(nil, at: origins, windows) else { return nil }
    let (window, season) = (configuration.window, configuration.season)
    // Of less than a season the season is not seen.
    let begun = Set([window / 2, window / 4, window / 8, season, 8, 4, 2]).filter { $0 >= 2 }
    var short = [BandWidening.Knot(rows: whole.values, factors: whole.factors)]
    for rows in begun.sorted(by: >) where rows < short.last!.rows {
      let found = wanted(.short(rows: rows), at: origins, windows)
      guard let found, found.values < short.last!.rows else { continue }
      short.append(BandWidening.Knot(rows: found.values, factors: found.factors))
    }
    var stale = [BandWidening.Knot(rows: whole.missing, factors: whole.factors)]
    let ended = Set([1, window / 8, window / 4, window / 2, window, season / 2, season, 3 * season / 2])
    for rows in ended.sorted() where rows > stale.last!.rows && rows <= window {
      let found = wanted(.stale(rows: rows), at: origins, windows)
      guard let found, found.missing > stale.last!.rows else { continue }
      stale.append(BandWidening.Knot(rows: found.missing, factors: found.factors))
    }
    return BandWidening(short: short, stale: stale)
  }

  /// What bands after such windows want, and the medians of what the windows have; nil: too little came.
  ///
  /// - Parameter thin: what they are taken for; nil: as they are.
  private func wanted(
    _ thin: ThinWindow?, at origins: [ForecastOrigin], _ windows: ForecastWindows
  ) -> (values: Int, missing: Int, factors: SeriesScaling.Calibration)? {
    let batch = windows.batch(at: origins, asIf: thin)
    var ratios = BandRatios()
    add(batch, to: &ratios)
    guard ratios.count >= BandRatios.enough else { return nil }
    let counts = batch.histories.map { BandWidening.counts(of: $0.suffix(configuration.window)) }
    func median(_ numbers: [Int]) -> Int { numbers.sorted()[numbers.count / 2] }
    return (median(counts.map(\.values)), median(counts.map(\.missing)), ratios.calibration)
  }
}
