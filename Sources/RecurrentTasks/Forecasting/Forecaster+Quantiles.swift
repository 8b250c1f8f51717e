extension Forecaster {
  /// The quantiles that follow some windows, in the series' own units: `[horizon][levels]` of each; nil: a window has no
  /// value, nor has its series one before.
  ///
  /// - Parameter levels: with the median; nil: the configuration's.
  func quantiles(of batch: ForecastBatch, at levels: [Double]? = nil) -> [[[Double]]?] {
    let levels = levels ?? configuration.levels
    return values(numbers(of: batch) { _ in levels }, batch) { _ in levels }
  }

  /// Checks that something is known of quantiles: beyond the outermost learned there is nothing but a distribution.
  func require(levels: [Double]) throws(ForecastError) {
    precondition(levels.allSatisfy { $0 > 0 && $0 < 1 }, "Forecaster: quantiles must be above 0 and below 1")
    guard configuration.distribution == nil || footing?.distances != nil else { return }
    let learned = configuration.levels.first!...configuration.levels.last!
    // As they were asked for, before a band's share made them.
    let unknown = levels.map { ($0 * 1e9).rounded() / 1e9 }.filter { !learned.contains($0) }
    if !unknown.isEmpty { throw .unknownQuantiles(unknown, learned: learned) }
  }

  /// What lies below with a probability of each window's own, of the first row that follows it.
  func nextValues(of batch: ForecastBatch, at levels: [Double]) -> [Double?] {
    // With the median, from which bands are measured.
    func wanted(_ row: Int) -> [Double] { [0.5, levels[row]] }
    return values(numbers(of: batch, steps: 1, at: wanted), batch, levels: wanted).map { $0?[0][1] }
  }

  /// The same in units of the windows, and before the bands are calibrated.
  ///
  /// - Parameters:
  ///   - steps: nil: all.
  ///   - levels: of a window; nil: the configuration's.
  func numbers(
    of batch: ForecastBatch, steps: Int? = nil, at levels: ((_ row: Int) -> [Double])? = nil
  ) -> [[[Double]]?] {
    let found = network(batch.inputs)
    let (horizon, trust, footing) = (configuration.horizon, trust ?? 1, footing)
    return found.withUnsafeScalars { found in
      batch.scales.enumerated().map { row, scale in
        guard let scale else { return nil }
        let levels = levels?(row) ?? configuration.levels
        let simple = footing?.numbers(after: batch.histories[row], scale, configuration)
        // Behind a long gap nothing tells where a series went.
        let isBlind = batch.histories[row].suffix(configuration.window).allSatisfy(\.isNaN)
        let trust = isBlind ? 0 : trust
        return (0..<(steps ?? horizon)).map { step in
          let said = Said(found, row * horizon + step, scale, configuration)
          let start = simple?[step] ?? 0
          let median = start + trust * (said.median - start)
          guard let distances = footing?.distances?[step] else {
            return levels.map { median + said.quantile($0) - said.median }
          }
          return levels.map { median + configuration.levels.value(of: distances, at: $0) }
        }
      }
    }
  }

  /// The median of a step as networks say it, in units of its window.
  func median(_ found: UnsafeBufferPointer<Float>, _ step: Int, _ scale: WindowScale) -> Double {
    Said(found, step, scale, configuration).median
  }

  /// What networks say of a step, in units of its window.
  private struct Said {
    private let numbers: [Double]
    private let levels: [Double]
    /// nil: the numbers are quantiles.
    private let distribution: StepDistribution?
    let median: Double

    init(
      _ found: UnsafeBufferPointer<Float>, _ step: Int, _ scale: WindowScale, _ configuration: ForecasterConfiguration
    ) {
      let count = configuration.outputCount
      numbers = found[(step * count)..<((step + 1) * count)].map(Double.init)
      levels = configuration.levels
      distribution = configuration.distribution.map { [numbers] in StepDistribution($0, numbers[...], scale) }
      median = distribution?.quantile(0.5) ?? numbers[configuration.medianPlace]
    }

    func quantile(_ level: Double) -> Double {
      level == 0.5 ? median : distribution?.quantile(level) ?? levels.value(of: numbers, at: level)
    }
  }

  /// In the series' own units; bands of the width that the validation part wants, and windows of few values. Counts are
  /// whole.
  private func values(
    _ numbers: [[[Double]]?], _ batch: ForecastBatch, levels: (_ row: Int) -> [Double]
  ) -> [[[Double]]?] {
    let (factors, widening) = (calibration ?? .none, widening)
    let areCounts = configuration.distribution == .negativeBinomial
    return numbers.enumerated().map { row, numbers in
      guard let numbers, var scale = batch.scales[row] else { return nil }
      let wider = widening?.factors(after: batch.histories[row].suffix(configuration.window)) ?? .none
      scale = scale.widened(by: wider)
      let (lower, upper) = (factors.lower * wider.lower, factors.upper * wider.upper)
      let levels = levels(row)
      let middle = levels.firstIndex(of: 0.5)!
      return numbers.map { numbers in
        let median = numbers[middle]
        return zip(levels, numbers).map { level, number in
          let factor = level == 0.5 ? 1 : level < 0.5 ? lower : upper
          let value = scale.unscaled(factor == 1 ? number : median + factor * (number - median))
          return areCounts ? max(0, (value + CountDistribution.roundingShift).rounded(.down)) : value
        }
      }
    }
  }
}
