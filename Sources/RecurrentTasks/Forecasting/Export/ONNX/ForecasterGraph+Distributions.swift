import RecurrentLayers
import RecurrentModels

// Distributions, as `StepDistribution` has them.

extension ForecasterGraph {
  /// As `ForecasterNetwork` says them: a location, a spread, and of Student's t the degrees of freedom, [batch · targets,
  /// horizon, parameters].
  ///
  /// - Parameters:
  ///   - raw: what a network gives, [batch · targets, horizon, parameters].
  ///   - linear: [batch · targets, horizon, 1].
  mutating func parameters(of distribution: ForecastDistribution, _ raw: Value, _ linear: Value) -> Value {
    func part(_ place: Int) -> Value { builder.slice(raw, axis: 2, from: place, to: place + 1) }
    func softplus(_ x: Value, from start: Float, least: Float) -> Value {
      let moved = builder.node("Add", [x, builder.scalar(start)])
      return builder.node("Add", [builder.node("Softplus", [moved]), builder.scalar(least)])
    }
    var parts = [
      builder.node("Add", [part(0), linear]),
      softplus(part(1), from: -ForecasterNetwork.narrowing, least: distribution.leastSpread),
    ]
    if distribution == .studentT { parts.append(softplus(part(2), from: 3, least: 2)) }
    return builder.node("Concat", parts, [ONNXBuilder.attribute("axis", 2)])
  }

  /// Student's t of scale 1, [batch · targets, horizon, levels]: polynomials of what the degrees of freedom are.
  mutating func studentNumbers(_ freedom: Value) -> Value {
    let polynomials = StudentPolynomials(levels: configuration.levels)
    let place = builder.node("Sub", [builder.node("Div", [builder.scalar(4), freedom]), builder.scalar(1)])
    let angle = builder.node("Acos", [place])
    let degrees = builder.constant(
      (0..<StudentPolynomials.count).map(Float.init), shape: [StudentPolynomials.count], name: "student.degrees")
    let terms = builder.node("Cos", [builder.node("Mul", [angle, degrees])])
    return builder.node("MatMul", [terms, builder.constant(polynomials.coefficients, name: "student")])
  }
}
