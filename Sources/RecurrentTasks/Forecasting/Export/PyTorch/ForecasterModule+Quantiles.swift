import RecurrentLayers
import RecurrentModels

// From what is said of each step to quantiles, as `numbers(of:steps:at:)` and `values` have it.

extension ForecasterModule {
  /// `simple`, what is leant on in units of the windows, [batch · targets, horizon, 1].
  mutating func appendSimple(_ footing: ForecastFooting) {
    let (horizon, rows) = (configuration.horizon, forecaster.exportedRows)
    if footing.baseline == .theta {
      torch.use(.theta)
      torch.line("simple = theta(history, \(horizon), \(configuration.season))")
    } else {
      let season = footing.baseline == .naive ? 1 : configuration.season
      let place = "step % \(season) - \(season)"
      torch.line(
        "simple = history[:, :, [\(place) if \(place) >= \(-rows) else -1 for step in range(\(horizon))]]")
    }
    torch.line("simple = torch.minimum(torch.maximum(simple, lowest), highest)[..., None]")
    appendScaled("simple")
  }

  /// Values in the targets' own units, [batch, targets, horizon, ...], in units of the windows, [batch · targets, horizon,
  /// ...]; 0 where a window has none.
  private mutating func appendScaled(_ values: String) {
    torch.line("difference = \(values) - level[..., None]")
    if units.anyIsLogarithmic {
      torch.line("ratio = \(values) / torch.where(logarithmic, level, 1.0)[..., None]")
      torch.line("difference = torch.where(logarithmic[..., None], ratio.clamp(min=0.001).log(), difference)")
    }
    torch.line("\(values) = (difference / torch.where(spread > 0, spread, torch.inf)[..., None]).flatten(0, 1)")
  }

  /// `found`, the quantiles of a forecast, of what networks say in it and of `simple`.
  mutating func appendQuantiles() {
    let (trust, levels, missed) = (forecaster.trust ?? 1, configuration.levels, forecaster.footing?.distances)
    let factors = units.calibration(of: levels)
    var median = "simple"
    if !forecaster.leansWholly {
      appendSaid()
      guard forecaster.footing != nil || forecaster.calibration != nil || trust != 1 else { return }
      let middle = configuration.medianPlace
      torch.line("median = found[:, :, \(middle):\(middle + 1)]")
      median = forecaster.footing == nil ? "\(trust) * median" : "simple + \(trust) * (median - simple)"
    }
    let distances: String
    if let missed {
      let numbers = missed.flatMap { zip($0, factors).map { Float($0) * $1 } }
      distances = torch.declare("distances", fixed: Tensor(shape: [missed.count, levels.count], scalars: numbers))
    } else {
      distances = "(found - median) * \(torch.declare("calibration", fixed: Tensor(factors)))"
    }
    torch.line("found = \(median) + \(distances)")
  }

  /// `found`, the quantiles that networks say.
  private mutating func appendSaid() {
    let levels = configuration.levels
    switch configuration.distribution {
    case nil: break
    case .gaussian:
      let normal = torch.declare("normal", fixed: Tensor(levels.map { Float(NormalDistribution.quantile($0)) }))
      torch.line("mean, deviation = found.split(1, 2)")
      torch.line("found = mean + deviation * \(normal)")
    case .studentT:
      let polynomials = StudentPolynomials(levels: levels)
      let student = torch.declare("student", fixed: polynomials.coefficients)
      torch.line("mean, deviation, freedom = found.split(1, 2)")
      torch.line("degrees = torch.arange(\(StudentPolynomials.count), device=x.device)")
      torch.line("found = mean + deviation * (torch.cos(torch.acos(4 / freedom - 1) * degrees) @ \(student))")
    case .negativeBinomial: appendCounts()
    }
  }

  /// `found`, the quantiles of counts.
  private mutating func appendCounts() {
    let (targets, horizon, levels) = (targetCount, configuration.horizon, configuration.levels)
    torch.use(.counts)
    torch.line("location, shape = found.reshape(-1, \(targets), \(horizon), 2).unbind(3)")
    torch.line("change = location * spread")
    torch.line("mean = F.softplus(level + change)")
    if units.anyIsLogarithmic {
      torch.line("mean = torch.where(logarithmic, level * change.clamp(-20, 20).exp(), mean)")
    }
    let exponent = CountDistribution.likelyExponent(upTo: levels.last!)
    torch.line("found = counts(mean.clamp(min=1e-6), shape, \(levels), \(exponent))")
    appendScaled("found")
  }
}
