import RecurrentFormats
import RecurrentKernels

enum NormalizationOperators {
  /// (x - mean) / √(variance + ε) · scale + bias, by what was measured in training: one multiplication and one addition.
  @Sendable static func batch(_ call: NodeCall) throws -> [GraphValue?] {
    guard call.integer("training_mode", default: 0) == 0 else { return try trainedBatch(call) }
    let x = try call.expression(0, of: 1)
    let factors = try (1...4).map { try perChannel(call, $0, x.shape) }
    let epsilon = Expression.constant(call.float("epsilon", default: 1e-5))
    let type = try call.value(0).type
    let scale = factors[0] / .apply(.squareRoot, factors[3] + epsilon)
    // Known before a call as a rule, so computed once.
    let scaleView = call.compiler.compute(scale, as: type)
    let shift = call.compiler.compute(factors[1] - factors[2] * .leaf(scaleView), as: type)
    return [GraphValue(.apply(.multiplyAdd, x, .leaf(scaleView), .leaf(shift)), type: type)]
  }

  /// Each channel by its own mean and variance in the batch, which move what was measured so far.
  private static func trainedBatch(_ call: NodeCall) throws -> [GraphValue?] {
    let x = try call.view(0, .float)
    let factors = try (1...4).map { try perChannel(call, $0, x.shape) }
    let axes = x.shape.indices.filter { $0 != 1 }
    let (normalized, mean, factor) = normalized(call, x, axes)
    let epsilon = Expression.constant(call.float("epsilon", default: 1e-5))
    let momentum = call.float("momentum", default: 0.9)
    func moved(_ old: Expression, _ new: Expression) -> GraphValue {
      let value = .constant(momentum) * old + .constant(1 - momentum) * new
      let view = call.compiler.compute(value, as: x.type)
      return GraphValue(view.reshaped([x.shape[1]])!)
    }
    // Of [1, channels, 1, ...] the first axis is none of theirs.
    let (means, factorsFound) = (Expression.leaf(mean.removing(axis: 0)), Expression.leaf(factor.removing(axis: 0)))
    return [
      GraphValue(.apply(.multiplyAdd, normalized, factors[0], factors[1]), type: x.type),
      moved(factors[2], means), moved(factors[3], 1.0 / (factorsFound * factorsFound) - epsilon),
    ]
  }

  /// An input of one number for each channel, behind which other axes follow.
  private static func perChannel(_ call: NodeCall, _ index: Int, _ shape: [Int]) throws -> Expression {
    let view = try call.view(index, .float)
    guard view.rank == 1, shape.count > 1, view.count == shape[1] else {
      throw NodeError("its input \(index) must be one number for each of the channels of \(shape)")
    }
    return .leaf(view.reshaped([view.count] + [Int](repeating: 1, count: shape.count - 2))!)
  }

  /// Each channel of each example by its own mean and variance.
  @Sendable static func instance(_ call: NodeCall) throws -> [GraphValue?] {
    let x = try call.view(0, .float)
    guard x.rank > 2 else { throw NodeError("its input must have channels and places, got \(x.shape)") }
    func factor(_ index: Int) throws -> Expression {
      try perChannel(call.dense(index, .float), x)
    }
    let normalized = normalized(call, x, Array(2..<x.rank)).result
    return [GraphValue(.apply(.multiplyAdd, normalized, try factor(1), try factor(2)), type: x.type)]
  }

  private static func perChannel(_ view: View, _ x: View) throws -> Expression {
    guard view.rank == 1, view.count == x.shape[1] else {
      throw NodeError("\(view.shape) numbers for the channels of \(x.shape)")
    }
    return .leaf(view.reshaped([view.count] + [Int](repeating: 1, count: x.rank - 2))!)
  }

  /// Over all axes from one on.
  @Sendable static func layer(_ call: NodeCall) throws -> [GraphValue?] {
    let x = try call.view(0, .float)
    let axis = try call.axis(call.integer("axis", default: -1), rank: x.rank)
    let (normalized, mean, factor) = normalized(call, x, Array(axis..<x.rank))
    var result = normalized * .leaf(try call.view(1, .float))
    if call.has(2) { result = result + .leaf(try call.view(2, .float)) }
    return [GraphValue(result, type: x.type), GraphValue(mean), GraphValue(factor)]
  }

  /// (x - mean) f with f = 1 / √(variance + ε) over axes, and the two.
  private static func normalized(
    _ call: NodeCall, _ x: View, _ axes: [Int]
  ) -> (result: Expression, mean: View, factor: View) {
    let mean = ReductionOperators.result(call, .mean, x, axes, keepsAxes: true)
    let centered = call.compiler.compute(.leaf(x) - .leaf(mean), as: x.type)
    let squares = ReductionOperators.result(call, .sumOfSquares, centered, axes, keepsAxes: true)
    let count = Expression.constant(Float(axes.reduce(1) { $0 * x.shape[$1] }))
    let epsilon = Expression.constant(call.float("epsilon", default: 1e-5))
    let factor = call.compiler.compute(1.0 / .apply(.squareRoot, .leaf(squares) / count + epsilon), as: x.type)
    return (.leaf(centered) * .leaf(factor), mean, factor)
  }
}
