import RecurrentModels

// Negative binomial distributions, as `CountDistribution` has them: what lies at or below counts is summed up to those that
// are likely, in memory that grows with their number.

extension ForecasterGraph {
  /// The quantiles of each step, in units of the windows.
  ///
  /// - Parameters:
  ///   - location: [batch · targets, horizon, 1].
  ///   - shape: [batch · targets, horizon, 1].
  mutating func counts(_ location: Value, shape: Value, _ scale: Scale) -> Value {
    let mean = countMean(location, scale)
    let counts = likelyCounts(mean, shape)
    let likelihoods = likelihoods(of: counts, mean, shape)
    let total = builder.node("ReduceSum", [likelihoods, builder.integers([2])])
    // From the nearer end, where sums are small.
    let (lower, upper) = (configuration.levels.filter { $0 <= 0.5 }, configuration.levels.filter { $0 > 0.5 })
    let below = cumulated(likelihoods, [])
    let above = cumulated(likelihoods, [("reverse", 1), ("exclusive", 1)])
    let passed = builder.node(
      "Concat",
      [
        placeCount("Less", below, than: total, lower),
        placeCount("Greater", above, than: total, upper.map { 1 - $0 }),
      ], [ONNXBuilder.attribute("axis", 2)])
    let quantiles = builder.node("Add", [builder.slice(counts, axis: 2, from: 0, to: 1), passed], name: "counts")
    let (horizon, count) = (configuration.horizon, configuration.levels.count)
    let ofTargets = builder.reshape(quantiles, [-1, targetCount, horizon * count])
    return builder.reshape(scaled(ofTargets, scale), [-1, horizon, count])
  }

  /// How many sums are less or greater than some shares of the whole, [batch · targets, horizon, shares].
  private mutating func placeCount(_ type: String, _ sums: Value, than total: Value, _ shares: [Double]) -> Value {
    func wide(_ value: Value) -> Value { builder.node("Unsqueeze", [value, builder.integers([2])]) }
    let levels = builder.constant(shares.map { Float($0) }, shape: [1, 1, shares.count, 1], name: "counts.levels")
    let isPassed = builder.node(type, [wide(sums), builder.node("Mul", [wide(total), levels])])
    return builder.node(
      "ReduceSum", [builder.node("Cast", [isPassed], [ONNXBuilder.attribute("to", 1)]), builder.integers([3])],
      [ONNXBuilder.attribute("keepdims", 0)])
  }

  /// What counts are on the average, [batch · targets, horizon, 1].
  private mutating func countMean(_ location: Value, _ scale: Scale) -> Value {
    func ofSteps(_ value: Value) -> Value { builder.reshape(value, [-1, 1, 1]) }
    let differences = builder.node("Mul", [location, ofSteps(scale.spread)])
    let level = ofSteps(scale.level)
    var mean = builder.node("Softplus", [builder.node("Add", [level, differences])])
    if let isLogarithmic = scale.isLogarithmic {
      let exponent = builder.node("Clip", [differences, builder.scalar(-20), builder.scalar(20)])
      let grown = builder.node("Mul", [level, builder.node("Exp", [exponent])])
      mean = builder.node("Where", [ofSteps(isLogarithmic), grown, mean])
    }
    return builder.node("Max", [mean, builder.scalar(1e-6)], name: "counts.mean")
  }

  /// Counts from one that hardly any lies below to one that hardly any lies above, [batch · targets, horizon, counts]. Of a
  /// variance v = m + a m² less than e^-t lies below m − √(2 t v), and above m + √(2 t v) + t (1 + a m) (Bernstein).
  private mutating func likelyCounts(_ mean: Value, _ shape: Value) -> Value {
    let exponent = builder.scalar(Float(CountDistribution.likelyExponent(upTo: configuration.levels.last!)))
    let growth = growth(mean, shape)
    let variance = builder.node("Mul", [mean, growth])
    let twice = builder.node("Mul", [exponent, builder.scalar(2)])
    let way = builder.node("Sqrt", [builder.node("Mul", [variance, twice])])
    let first = builder.node(
      "Floor", [builder.node("Max", [builder.node("Sub", [mean, way]), builder.scalar(0)])])
    let last = builder.node(
      "Add", [builder.node("Add", [mean, way]), builder.node("Mul", [exponent, growth])])
    let most = builder.node(
      "ReduceMax", [builder.node("Ceil", [builder.node("Sub", [last, first])])], [ONNXBuilder.attribute("keepdims", 0)])
    let offsets = builder.node("Range", [builder.scalar(0), most, builder.scalar(1)])
    return builder.node("Add", [first, offsets])
  }

  /// 1 + a m.
  private mutating func growth(_ mean: Value, _ shape: Value) -> Value {
    builder.node("Add", [builder.node("Mul", [mean, shape]), builder.scalar(1)])
  }

  /// How likely each count is beside the likeliest, [batch · targets, horizon, counts].
  ///
  /// P(k + 1) / P(k) is 1 + (m − a m − k − 1) / ((k + 1) (1 + a m)). From the likeliest count on, the logarithms of these
  /// ratios are summed upwards and downwards, so that they are small where a count is likely.
  private mutating func likelihoods(of counts: Value, _ mean: Value, _ shape: Value) -> Value {
    let next = builder.node("Add", [counts, builder.scalar(1)])
    let likeliest = builder.node("Sub", [mean, builder.node("Mul", [mean, shape])])
    let change = builder.node(
      "Div",
      [builder.node("Sub", [likeliest, next]), builder.node("Mul", [next, growth(mean, shape)])])
    let steps = logarithm(ofOneAnd: change)
    let rises = builder.node("Less", [counts, builder.node("Floor", [likeliest])])
    let none = builder.scalar(0)
    let downwards = cumulated(builder.node("Where", [rises, steps, none]), [("reverse", 1)])
    let upwards = cumulated(builder.node("Where", [rises, none, steps]), [("exclusive", 1)])
    return builder.node("Exp", [builder.node("Sub", [upwards, downwards])])
  }

  private mutating func cumulated(_ x: Value, _ options: [(String, Int)]) -> Value {
    builder.node("CumSum", [x, builder.integers([2])], options.map { ONNXBuilder.attribute($0.0, $0.1) })
  }

  /// log(1 + x) with all digits of a small x (Kahan): what 1 + x is rounded by cancels.
  private mutating func logarithm(ofOneAnd x: Value) -> Value {
    let one = builder.scalar(1)
    let sum = builder.node("Add", [x, one])
    let rounded = builder.node("Sub", [sum, one])
    let isLost = builder.node("Equal", [rounded, builder.scalar(0)])
    let divisor = builder.node("Where", [isLost, one, rounded])
    let found = builder.node("Mul", [builder.node("Log", [sum]), builder.node("Div", [x, divisor])])
    return builder.node("Where", [isLost, x, found])
  }
}
