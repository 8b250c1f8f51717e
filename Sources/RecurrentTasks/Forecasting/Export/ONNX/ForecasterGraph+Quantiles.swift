import RecurrentModels

// From what is said of each step to quantiles, as `numbers(of:steps:at:)` has it. All are in units of the windows.

extension ForecasterGraph {
  /// What networks say, [batch · targets, horizon, levels].
  ///
  /// - Parameter answer: quantiles, or the parameters of distributions that have them.
  mutating func quantiles(_ answer: Value, _ scale: Scale) -> Value {
    func part(_ place: Int) -> Value { builder.slice(answer, axis: 2, from: place, to: place + 1) }
    let numbers: Value
    switch configuration.distribution {
    case nil: return answer
    case .negativeBinomial: return counts(part(0), shape: part(1), scale)
    case .studentT: numbers = studentNumbers(part(2))
    case .gaussian:
      let levels = configuration.levels.map { Float(NormalDistribution.quantile($0)) }
      numbers = builder.constant(levels, shape: [levels.count], name: "normal")
    }
    return builder.node("Add", [part(0), builder.node("Mul", [part(1), numbers])])
  }

  /// The quantiles of a forecast, bands as wide as the validation part wants them, [batch · targets, horizon, levels].
  ///
  /// - Parameters:
  ///   - said: the networks' quantiles; nil: they count for nothing.
  ///   - simple: what is leant on, [batch · targets, horizon, 1]; nil: the last value.
  mutating func numbers(_ said: Value?, _ simple: Value?) -> Value {
    let (trust, missed) = (forecaster.trust ?? 1, forecaster.footing?.distances)
    guard let said else { return builder.node("Add", [simple!, distances(missed!)], name: "quantiles") }
    guard simple != nil || forecaster.calibration != nil || trust != 1 else { return said }
    let middle = configuration.medianPlace
    let median = builder.slice(said, axis: 2, from: middle, to: middle + 1)
    let start = simple ?? builder.scalar(0)
    let way = builder.node("Mul", [builder.node("Sub", [median, start]), builder.scalar(Float(trust))])
    let reached = builder.node("Add", [start, way])
    let around = missed.map { distances($0) } ?? distances(said, from: median)
    return builder.node("Add", [reached, around], name: "quantiles")
  }

  /// What was missed, of the quantiles from the median, [horizon, levels].
  private mutating func distances(_ missed: [[Double]]) -> Value {
    let factors = units.calibration(of: configuration.levels)
    let numbers = missed.flatMap { zip($0, factors).map { Float($0) * $1 } }
    return builder.constant(numbers, shape: [missed.count, factors.count], name: "distances")
  }

  /// What networks say, of the quantiles from the median, [batch · targets, horizon, levels].
  private mutating func distances(_ said: Value, from median: Value) -> Value {
    let factors = units.calibration(of: configuration.levels)
    let distances = builder.node("Sub", [said, median])
    return builder.node("Mul", [distances, builder.constant(factors, shape: [factors.count], name: "calibration")])
  }
}
