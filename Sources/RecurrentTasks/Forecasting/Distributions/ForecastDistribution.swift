import RecurrentFoundation

/// How what comes is spread around what is expected, where a forecast is a distribution of a known form (DeepAR: Salinas
/// et al. 2020) and not quantiles of any.
public enum ForecastDistribution: String, CaseIterable, Codable, Sendable {
  /// The normal distribution: a mean and a deviation.
  case gaussian
  /// Student's t: a median, a scale, and how heavy its tails are (degrees of freedom, above 2).
  case studentT = "student-t"
  /// Of counts 0, 1, 2, ...: a mean m and a shape a, with the variance m + a m².
  case negativeBinomial = "negative-binomial"

  /// What a network says of each step.
  var parameterCount: Int { self == .studentT ? 3 : 2 }
  /// What a network says of a spread is above it. Shapes of less are those of a Poisson distribution, as near as numbers tell.
  var leastSpread: Float { self == .negativeBinomial ? 1e-6 : 1e-3 }
}

/// A distribution of one step.
struct StepDistribution {
  let form: ForecastDistribution
  /// The mean or median, in units of the window.
  let location: Double
  /// The deviation or scale in units of the window; of counts the shape.
  let spread: Double
  /// Of Student's t.
  let freedom: Double
  let scale: WindowScale

  /// - Parameter parameters: as ``ForecasterNetwork`` says them.
  init(_ form: ForecastDistribution, _ parameters: ArraySlice<Double>, _ scale: WindowScale) {
    (self.form, self.scale) = (form, scale)
    location = parameters[parameters.startIndex]
    spread = parameters[parameters.startIndex + 1]
    freedom = form == .studentT ? parameters[parameters.startIndex + 2] : 0
  }

  /// The negative logarithm of how likely a value is, and its slopes by the parameters.
  ///
  /// - Parameter actual: in the series' own units.
  func loss(_ actual: Double) -> (loss: Double, slopes: [Double]) {
    switch form {
    case .gaussian: gaussianLoss(number(of: actual))
    case .studentT: studentLoss(number(of: actual))
    case .negativeBinomial: countLoss(max(0, actual))
    }
  }

  /// What lies below with a probability, in units of the window.
  func quantile(_ level: Double) -> Double {
    switch form {
    case .gaussian: location + spread * NormalDistribution.quantile(level)
    case .studentT: location + spread * StudentDistribution(freedom: freedom).quantile(level)
    case .negativeBinomial: scale.scaled(CountDistribution(mean: mean, shape: spread).quantile(level))
    }
  }

  /// What is beyond is an outlier.
  private func number(of actual: Double) -> Double { min(max(scale.scaled(actual), -30), 30) }

  // MARK: Losses

  private func gaussianLoss(_ number: Double) -> (Double, [Double]) {
    let z = (number - location) / spread
    return (0.5 * log(2 * Double.pi) + log(spread) + z * z / 2, [-z / spread, (1 - z * z) / spread])
  }

  private func studentLoss(_ number: Double) -> (Double, [Double]) {
    let (z, v) = ((number - location) / spread, freedom)
    let rest = v + z * z
    let loss =
      logGamma(v / 2) - logGamma((v + 1) / 2) + 0.5 * log(v * Double.pi) + log(spread)
      + (v + 1) / 2 * log1p(z * z / v)
    let freedomSlope =
      (digamma(v / 2) - digamma((v + 1) / 2) + 1 / v + log1p(z * z / v) - (v + 1) * z * z / (v * rest)) / 2
    return (loss, [-(v + 1) * z / (spread * rest), (1 - (v + 1) * z * z / rest) / spread, freedomSlope])
  }

  private func countLoss(_ count: Double) -> (Double, [Double]) {
    let (m, r) = (mean, 1 / spread)
    let loss =
      logGamma(r) + logGamma(count + 1) - logGamma(count + r) + r * log1p(m / r)
      - (count > 0 ? count * (log(m) - log(r + m)) : 0)
    let meanSlope = (count + r) / (r + m) - count / m
    let inverse = digamma(r) - digamma(count + r) + log1p(m / r) - 1 + (count + r) / (r + m)
    return (loss, [meanSlope * meanByLocation, -inverse * r * r])
  }

  // MARK: Counts

  /// The mean of counts: above 0, and what is read from the location otherwise.
  private var mean: Double { max(1e-6, scale.isLogarithmic ? scale.level * exp(exponent) : softplus(own)) }

  private var own: Double { scale.level + location * scale.spread }
  private var exponent: Double { min(max(location * scale.spread, -20), 20) }

  private var meanByLocation: Double {
    guard !scale.isLogarithmic else {
      return abs(location * scale.spread) < 20 ? mean * scale.spread : 0
    }
    return scale.spread / (1 + exp(-own))
  }

  private func softplus(_ x: Double) -> Double { x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)) }
}
