import RecurrentFoundation
import RecurrentLayers

/// The pinball loss of quantiles (Koenker and Bassett 1978), the mean over windows, steps and quantiles, twice of each: the
/// median counts its absolute error. Gaps cost nothing.
///
/// Errors are in the units of a series, over the error that repeating the last season makes there: MASE. Those of
/// logarithms are besides told as such, as sMAPE tells them: in percents, which small values have as large ones. Where
/// none is read by logarithms, the squared error of the median counts too, in deviations of the target: such forecasts are
/// judged by it.
///
/// Of a distribution it is the negative logarithm of the likelihood, in units of windows, of counts in their own.
struct ForecastLoss: Sendable {
  let levels: [Double]
  /// nil: quantiles are learned.
  let distribution: ForecastDistribution?
  /// The mean error of repeating the last season, of each series and target, in its own units; where that never errs, the
  /// deviation; nil: nothing differs.
  let errors: [[Double?]]
  /// The same of logarithms, the mean of all series; nil: none is read by them.
  let logarithmicError: Double?
  /// Of each series and target.
  let deviations: [[Double]]
  /// The targets that no series has a value of.
  let targetsWithoutValues: [Int]
  /// The share of errors in the series' own units, where there are those of logarithms too.
  private let ownShare = 0.4
  /// A window of rare size does not outweigh all others.
  private let largestWeight = 20.0

  init(_ data: Forecaster.TrainingData, scaling: SeriesScaling, configuration: ForecasterConfiguration) {
    (levels, distribution) = (configuration.levels, configuration.distribution)
    var (errors, deviations, logarithmic) = ([[Double?]](), [[Double]](), [Double]())
    var seen = [Double](repeating: 0, count: configuration.targets.count)
    for (series, rows) in zip(data.series, data.training) {
      let tallies = configuration.targets.indices.map {
        SeasonalTally(series, rows, column: $0, season: configuration.season)
      }
      errors.append(tallies.map(\.error))
      deviations.append(tallies.map { $0.deviation > 0 ? $0.deviation : 1 })
      for (target, tally) in tallies.enumerated() { seen[target] += tally.seen }
      for (target, tally) in tallies.enumerated() where scaling.logarithmic[target] {
        if let error = tally.logarithmicError { logarithmic.append(error) }
      }
    }
    (self.errors, self.deviations) = (errors, deviations)
    targetsWithoutValues = seen.indices.filter { seen[$0] == 0 }
    let mean = logarithmic.reduce(0, +) / Double(max(1, logarithmic.count))
    logarithmicError = mean > 0 ? mean : nil
  }

  /// - Parameter found: `[batch, horizon, levels]`, in units of the windows, or parameters in the place of levels.
  func callAsFunction(_ found: Tensor, _ batch: ForecastBatch) -> Tensor {
    distribution.map { likelihood(of: $0, found, batch) } ?? pinball(found, batch)
  }

  /// The negative logarithm of how likely what came is, the mean over windows and steps.
  private func likelihood(of form: ForecastDistribution, _ found: Tensor, _ batch: ForecastBatch) -> Tensor {
    var gradient = Tensor.zeros(found.shape)
    let (horizon, size) = (found.shape[1], form.parameterCount)
    var sum = 0.0
    let count = Double(max(1, batch.actual.reduce(0) { $0 + ($1.isNaN ? 0 : 1) }))
    found.withUnsafeScalars { found in
      gradient.withUnsafeMutableScalars { gradient in
        for (row, scale) in batch.scales.enumerated() {
          guard let scale, scale.spread > 0 else { continue }
          for step in (row * horizon)..<((row + 1) * horizon) where !batch.actual[step].isNaN {
            let parameters = found[(step * size)..<((step + 1) * size)].map(Double.init)
            let (loss, slopes) = StepDistribution(form, parameters[...], scale).loss(batch.actual[step])
            sum += loss
            for (place, slope) in slopes.enumerated() { gradient[step * size + place] = Float(slope / count) }
          }
        }
      }
    }
    return Tensor.custom(Tensor(Float(sum / count)), operands: [found]) { [gradient] upstream in
      [gradient * upstream.item]
    }
  }

  private func pinball(_ quantiles: Tensor, _ batch: ForecastBatch) -> Tensor {
    var gradient = Tensor.zeros(quantiles.shape)
    let horizon = quantiles.shape[1]
    var sum = 0.0
    let count = Double(max(1, batch.actual.reduce(0) { $0 + ($1.isNaN ? 0 : 1) }) * levels.count)
    quantiles.withUnsafeScalars { quantiles in
      gradient.withUnsafeMutableScalars { gradient in
        for (row, origin) in batch.origins.enumerated() {
          guard let scale = batch.scales[row], scale.spread > 0, let error = errors[origin.series][origin.target]
          else { continue }
          let terms = Terms(scale, error: error, logarithmicError: logarithmicError, ownShare, largestWeight)
          let square = scale.isLogarithmic ? 0 : square(scale, deviations[origin.series][origin.target])
          for step in (row * horizon)..<((row + 1) * horizon) where !batch.actual[step].isNaN {
            let wanted = terms.wanted(batch.actual[step])
            for (place, level) in levels.enumerated() {
              let index = step * levels.count + place
              var (loss, slope) = terms.loss(Double(quantiles[index]), wanted, level: level)
              if level == 0.5 {
                let difference = Double(quantiles[index]) - wanted.number
                loss += square * difference * difference
                slope += 2 * square * difference
              }
              sum += loss
              gradient[index] = Float(slope / count)
            }
          }
        }
      }
    }
    return Tensor.custom(Tensor(Float(sum / count)), operands: [quantiles]) { [gradient] upstream in
      [gradient * upstream.item]
    }
  }

  /// The weight of a squared difference in units of a window.
  private func square(_ scale: WindowScale, _ deviation: Double) -> Double {
    let unit = min(scale.spread / deviation, largestWeight)
    return unit * unit * Double(levels.count)
  }

  /// The loss of one window.
  private struct Terms {
    let scale: WindowScale
    /// Of an error in units of the window.
    let weight: Double
    /// Of an error in the series' own units; nil: it is in the other.
    let ownWeight: Double?

    init(
      _ scale: WindowScale, error: Double, logarithmicError: Double?, _ ownShare: Double, _ largestWeight: Double
    ) {
      self.scale = scale
      if scale.isLogarithmic, let logarithmicError {
        weight = (1 - ownShare) * min(scale.spread / logarithmicError, largestWeight)
        ownWeight = ownShare * scale.level / error
      } else {
        weight = min((scale.isLogarithmic ? scale.level : 1) * scale.spread / error, largestWeight)
        ownWeight = nil
      }
    }

    /// What came in units of the window, and in levels of it.
    func wanted(_ actual: Double) -> (number: Double, own: Double) {
      let number = min(max(scale.scaled(actual), -30), 30)
      return (number, ownWeight == nil ? 0 : own(number))
    }

    /// In levels of the window: a value of hundreds of levels teaches no more than one of a few.
    private func own(_ number: Double) -> Double { exp(min(number * scale.spread, 5)) }

    func loss(_ quantile: Double, _ wanted: (number: Double, own: Double), level: Double) -> (Double, Double) {
      let side = quantile < wanted.number ? -level : 1 - level
      var loss = 2 * side * (quantile - wanted.number) * weight
      var slope = 2 * side * weight
      if let ownWeight {
        let own = own(quantile)
        loss += 2 * side * (own - wanted.own) * ownWeight
        slope += quantile * scale.spread < 5 ? 2 * side * own * scale.spread * ownWeight : 0
      }
      return (loss, slope)
    }
  }
}

/// What differs from one season before in some rows of a column.
private struct SeasonalTally {
  private var (sum, count) = (0.0, 0.0)
  private var (logarithms, logarithmCount) = (0.0, 0.0)
  private(set) var deviation = 0.0
  /// Those that are no gaps.
  private(set) var seen = 0.0

  /// The mean error of repeating the last season, else the deviation; nil: nothing differs.
  var error: Double? { sum > 0 ? sum / count : deviation > 0 ? deviation : nil }
  var logarithmicError: Double? { logarithms > 0 ? logarithms / logarithmCount : nil }

  init(_ series: Series, _ rows: Range<Int>, column: Int, season: Int) {
    let lag = rows.count > season ? season : 1
    let width = series.columns.count
    var (mean, squares) = (0.0, 0.0)
    let size = 1 << 14
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
      let first = max(rows.lowerBound, start - lag)
      series.withRows(first..<min(start + size, rows.upperBound)) { values in
        for row in (start - first)..<(values.count / width) {
          let value = values[row * width + column]
          guard !value.isNaN else { continue }
          seen += 1
          let difference = value - mean
          mean += difference / seen
          squares += difference * (value - mean)
          guard row >= lag else { continue }
          let before = values[(row - lag) * width + column]
          guard !before.isNaN else { continue }
          sum += abs(value - before)
          count += 1
          guard value > 0, before > 0 else { continue }
          logarithms += abs(log(value / before))
          logarithmCount += 1
        }
      }
    }
    deviation = (squares / max(1, seen)).squareRoot()
  }
}
