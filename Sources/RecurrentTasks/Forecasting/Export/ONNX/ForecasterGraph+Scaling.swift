import RecurrentLayers
import RecurrentModels

// The units of windows, as `WindowScale` has them.

extension ForecasterGraph {
  /// Each [batch, targets, 1]; differences [batch, targets, window].
  struct Scale {
    let level: Value
    let spread: Value
    let differences: Value
    /// Whether logarithms are taken; nil: never.
    let isLogarithmic: Value?
    let least: Value
    let most: Value
  }

  /// - Parameter own: without shifts, [batch, targets, window].
  mutating func scale(of own: Value) -> Scale {
    let level = builder.slice(own, axis: 2, from: -1)
    let (least, most) = (reduced("ReduceMin", own), reduced("ReduceMax", own))
    let (differences, isLogarithmic) = differences(own, level, least)
    let centred = builder.node("Sub", [differences, reduced("ReduceMean", differences)])
    let deviation = builder.node("Sqrt", [reduced("ReduceMean", builder.node("Mul", [centred, centred]))])
    return Scale(
      level: level, spread: spread(of: deviation), differences: differences, isLogarithmic: isLogarithmic,
      least: least, most: most)
  }

  /// The values' differences to a level, or those of logarithms where that is how a window is read.
  mutating func differences(_ own: Value, _ level: Value, _ least: Value) -> (Value, isLogarithmic: Value?) {
    let differences = builder.node("Sub", [own, level], name: "differences")
    guard units.anyIsLogarithmic else { return (differences, nil) }
    let isLogarithmic = builder.node("Greater", [least, builder.constant(units.thresholds, name: "thresholds")])
    let divisor = builder.node("Where", [isLogarithmic, level, builder.scalar(1)])
    let ratio = builder.node("Max", [builder.node("Div", [own, divisor]), builder.scalar(0.001)])
    return (
      builder.node("Where", [isLogarithmic, builder.node("Log", [ratio]), differences], name: "differences"),
      isLogarithmic
    )
  }

  private mutating func spread(of deviation: Value) -> Value {
    guard units.anyIsUsual else { return deviation }
    let usual = builder.constant(units.usualSpreads, name: "usual")
    let ratio = builder.node("Div", [usual, floor(deviation)])
    let root = builder.node("Pow", [ratio, builder.constant(units.shares, name: "usual.shares")])
    let factor = builder.node("Clip", [root, builder.scalar(0.25), builder.scalar(4)])
    return builder.node("Mul", [deviation, factor], name: "spread")
  }

  /// What is divided by: the differences are zeros where it would be 0.
  mutating func floor(_ spread: Value) -> Value {
    builder.node("Max", [spread, builder.scalar(.leastNormalMagnitude)])
  }

  /// What is beyond is an outlier.
  mutating func clipped(_ numbers: Value) -> Value {
    builder.node("Clip", [numbers, builder.scalar(-20), builder.scalar(20)], name: "scaled")
  }

  mutating func reduced(_ type: String, _ values: Value) -> Value {
    builder.node(type, [values], [ONNXBuilder.attribute("axes", [2])])
  }

  /// Numbers in units of the windows, [batch, targets, horizon, levels], in the targets' own.
  mutating func unscaled(_ numbers: Value, _ scale: Scale) -> Value {
    func wide(_ value: Value) -> Value { builder.node("Unsqueeze", [value, builder.integers([3])]) }
    let (level, spread) = (wide(scale.level), wide(scale.spread))
    let differences = builder.node("Mul", [numbers, spread])
    var values = builder.node("Add", [level, differences])
    if let isLogarithmic = scale.isLogarithmic {
      let grown = builder.node("Mul", [level, builder.node("Exp", [differences])])
      values = builder.node("Where", [wide(isLogarithmic), grown, values])
    }
    let bounds = bounds(of: scale)
    let bounded = builder.node("Max", [values, wide(bounds.lowest)])
    guard configuration.distribution == .negativeBinomial else {
      return builder.node("Min", [bounded, wide(bounds.highest)], name: "forecast")
    }
    // Counts are whole.
    let counts = builder.node("Min", [bounded, wide(bounds.highest)])
    let shift = builder.scalar(Float(CountDistribution.roundingShift))
    let whole = builder.node("Floor", [builder.node("Add", [counts, shift])])
    return builder.node("Max", [whole, builder.scalar(0)], name: "forecast")
  }

  /// What is said lies within them, each [batch, targets, 1].
  mutating func bounds(of scale: Scale) -> (lowest: Value, highest: Value) {
    let height = builder.node(
      "Mul", [builder.node("Sub", [scale.most, scale.least]), builder.scalar(Float(WindowScale.heights))])
    var lowest = builder.node("Sub", [scale.least, height])
    if units.anyIsNonnegative {
      let floor = builder.node("Min", [scale.level, builder.constant(units.floors, name: "floors")])
      lowest = builder.node("Max", [lowest, floor])
    }
    return (lowest, builder.node("Add", [scale.most, height]))
  }

  /// Values in the targets' own units, [batch, targets, count], in units of the windows; 0 where a window has none.
  mutating func scaled(_ values: Value, _ scale: Scale) -> Value {
    let (differences, _) = differences(values, scale.level, scale.least)
    let varies = builder.node("Greater", [scale.spread, builder.scalar(0)])
    let divisor = builder.node("Where", [varies, scale.spread, builder.scalar(.infinity)])
    return builder.node("Div", [differences, divisor])
  }
}
