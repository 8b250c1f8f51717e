/// Sums of errors of one way to forecast one target of one series.
struct DeviationTally {
  private var (squares, absolutes, percents, count) = (0.0, 0.0, 0.0, 0.0)

  /// - Parameter error: in deviations of the target.
  mutating func add(_ error: Double) {
    squares += error * error
    absolutes += abs(error)
    count += 1
  }

  /// - Parameter unit: the deviation of the target.
  mutating func add(_ forecast: Double, _ actual: Double, unit: Double) {
    guard !actual.isNaN else { return }
    add((forecast - actual) / unit)
    percents += forecast == actual ? 0 : 200 * abs(forecast - actual) / (abs(forecast) + abs(actual))
  }

  /// - Parameter scale: what MASE divides by, in deviations of the target; nil: there is none.
  func deviation(scale: Double?) -> ForecastFigures.Deviation {
    let count = max(1, count)
    return ForecastFigures.Deviation(
      mse: squares / count, mae: absolutes / count, smape: percents / count,
      mase: scale.map { absolutes / count / $0 })
  }
}

/// Sums of what bands held of one target of one series.
struct BandTally {
  private var (count, magnitudes, widths, scores, losses) = (0.0, 0.0, 0.0, 0.0, 0.0)
  private var held: [Double]
  /// The shares that bands are to hold: first 0.9.
  private let shares: [Double]
  /// The quantiles that CRPS is told by.
  private let levels: [Double]

  init(shares: [Double], levels: [Double]) {
    (self.shares, self.levels) = ([0.9] + shares, levels)
    held = [Double](repeating: 0, count: shares.count + 1)
  }

  /// - Parameter unit: the deviation of the target.
  mutating func add(_ forecast: Forecast, _ actual: ArraySlice<Double>, unit: Double) {
    let bands = shares.map(forecast.band)
    let wide = forecast.band(0.95)
    for (step, actual) in actual.enumerated() where !actual.isNaN {
      count += 1
      magnitudes += abs(actual) / unit
      widths += (bands[0].upper[step] - bands[0].lower[step]) / unit
      for (place, band) in bands.enumerated() where band.lower[step] <= actual && actual <= band.upper[step] {
        held[place] += 1
      }
      let outside = max(0, wide.lower[step] - actual) + max(0, actual - wide.upper[step])
      scores += (wide.upper[step] - wide.lower[step] + 40 * outside) / unit
      var loss = 0.0
      for (level, value) in zip(forecast.levels, forecast.quantiles[step]) where levels.contains(level) {
        loss += 2 * max(level * (actual - value), (level - 1) * (actual - value))
      }
      losses += loss / Double(levels.count) / unit
    }
  }

  /// - Parameter scale: what MSIS divides by, in deviations of the target; nil: there is none.
  func bands(scale: Double?) -> ForecastFigures.Bands {
    let count = max(1, count)
    return ForecastFigures.Bands(
      coverage: held[0] / count, width: widths / count, msis: scale.map { scores / count / $0 },
      crps: losses / count, wql: magnitudes > 0 ? losses / magnitudes : 0,
      others: zip(shares, held).dropFirst().map { .init(level: $0, coverage: $1 / count) })
  }
}

extension ForecastFigures.Deviation {
  /// - Parameter parts: at least one.
  init(meanOf parts: [ForecastFigures.Deviation]) {
    self.init(
      mse: mean(parts.map(\.mse)), mae: mean(parts.map(\.mae)), smape: mean(parts.map(\.smape)),
      mase: optionalMean(parts.map(\.mase)))
  }
}

extension ForecastFigures.Bands {
  /// - Parameter parts: at least one.
  init(meanOf parts: [ForecastFigures.Bands]) {
    self.init(
      coverage: mean(parts.map(\.coverage)), width: mean(parts.map(\.width)), msis: optionalMean(parts.map(\.msis)),
      crps: mean(parts.map(\.crps)), wql: mean(parts.map(\.wql)),
      others: parts[0].others.indices.map { place in
        .init(level: parts[0].others[place].level, coverage: mean(parts.map { $0.others[place].coverage }))
      })
  }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }

private func optionalMean(_ values: [Double?]) -> Double? {
  let there = values.compactMap(\.self)
  return there.isEmpty ? nil : mean(there)
}
