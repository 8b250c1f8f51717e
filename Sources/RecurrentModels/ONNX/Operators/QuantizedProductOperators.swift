import RecurrentFormats

/// Products whose factors and results are numbers of 8 bits: multiplied as they are, less their zero points, and then
/// brought to the scale of the result.
enum QuantizedProductOperators {
  /// Inputs: x, its scale and zero point, w, its own, the result's, and a bias on the scale of the product.
  @Sendable static func convolution(_ call: NodeCall) throws -> [GraphValue?] {
    let (x, w) = (
      try QuantizationOperators.shifted(call, 0, zero: 2), try QuantizationOperators.shiftedKernel(call, 3, zero: 5)
    )
    var sum = Expression.leaf(call.compiler.view(of: try QuantizationOperators.convolved(call, x, w)))
    // [1, channels, 1, ...].
    func perChannel(_ view: View) -> Expression {
      guard view.count > 1 else { return .leaf(call.compiler.dense(view).reshaped([])!) }
      return .leaf(call.compiler.dense(view).reshaped([view.count] + [Int](repeating: 1, count: w.rank - 2))!)
    }
    if call.has(8) { sum = sum + perChannel(try QuantizationOperators.floats(call, 8)) }
    let scale = try scale(call, 1) * perChannel(try call.view(4, .float)) / scale(call, 6)
    return [try result(call, sum * scale)]
  }

  /// Inputs: a, its scale and zero point, b, its own, and the result's. Those of b may be of its columns.
  @Sendable static func matMul(_ call: NodeCall) throws -> [GraphValue?] {
    guard try call.value(1).count == 1, try call.value(2).count == 1 else {
      throw NodeError.unsupported("scales of the rows of its first factor are not known")
    }
    let (a, b) = (
      try QuantizationOperators.shifted(call, 0, zero: 2), try QuantizationOperators.shifted(call, 3, zero: 5)
    )
    let product = try ProductOperators.product(call, a, b)
    let scale = try scale(call, 1) * scale(call, 4) / scale(call, 6)
    return [try result(call, .leaf(product) * scale)]
  }

  private static func scale(_ call: NodeCall, _ index: Int) throws -> Expression { .leaf(try call.view(index, .float)) }

  private static func result(_ call: NodeCall, _ x: Expression) throws -> GraphValue {
    let zero = Expression.leaf(try QuantizationOperators.floats(call, 7))
    return try QuantizationOperators.quantized(x, zero: zero, as: try call.value(7).type, call)
  }
}
