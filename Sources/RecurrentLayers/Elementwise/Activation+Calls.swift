import RecurrentKernels

/// The activations as calls of the kernels: one operation where there is one for them, else a formula.
extension Activation {
  /// y = f(x); x may be y.
  package func forward(count: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>) -> KernelCall {
    if let operation = operations?.forward { return .operate(.init(operation, count: count, .array(x), y: y)) }
    return .elementwise(.init(Self.forwardPrograms[self]!, shape: [count], inputs: [x], outputs: [y]))
  }

  /// dx = dy f'(x), by y = f(x) alone; dy may be dx.
  package func backward(
    count: Int, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, dx: UnsafeMutablePointer<Float>
  ) -> KernelCall {
    if let operation = operations?.backward {
      return .operate(.init(operation, count: count, .array(dy), .array(y), y: dx))
    }
    return .elementwise(.init(Self.backwardPrograms[self]!, shape: [count], inputs: [dy, y], outputs: [dx]))
  }

  private var operations: (forward: ElementwiseOperation, backward: ElementwiseOperation)? {
    switch self {
    case .tanh: (.tanh, .tanhGradient)
    case .sigmoid: (.sigmoid, .sigmoidGradient)
    case .relu: (.relu, .reluGradient)
    case .hardSigmoid: (.hardSigmoid, .hardSigmoidGradient)
    case .linear, .steepHardSigmoid, .elu, .selu, .softplus, .softsign, .leakyReLU: nil
    }
  }

  private static let forwardPrograms = programs(inputs: 1) { activation, x in activation.value(x[0]) }
  private static let backwardPrograms = programs(inputs: 2) { activation, x in activation.slope(x[0], output: x[1]) }

  private static func programs(
    inputs: Int, _ body: (Activation, [ElementwiseValue]) -> ElementwiseValue
  ) -> [Activation: ElementwiseProgram] {
    Dictionary(
      uniqueKeysWithValues: allCases.filter { $0.operations == nil }.map { activation in
        (activation, ElementwiseProgram(inputs: inputs) { [body(activation, $0)] })
      })
  }

  private static let seluScale: Float = 1.050_701
  private static let seluAlpha: Float = 1.673_263_2

  /// f(x); a NaN goes through, so that it is seen.
  private func value(_ x: ElementwiseValue) -> ElementwiseValue {
    let zero = ElementwiseValue(0)
    switch self {
    case .tanh, .sigmoid, .relu, .hardSigmoid, .linear: return x
    case .steepHardSigmoid: return (x / 5 + 0.5).maximum(zero).minimum(ElementwiseValue(1))
    case .elu: return x.selected(where: x .> 0, else: x.expm1())
    case .selu:
      return (Self.seluScale * x).selected(where: x .> 0, else: Self.seluScale * Self.seluAlpha * x.expm1())
    case .softplus: return x.maximum(zero) + (-x.abs()).exp().log1p()
    case .softsign:
      // Infinity would be divided by itself.
      let large: Float = 0x1p100
      let bounded = x.maximum(ElementwiseValue(-large)).minimum(ElementwiseValue(large))
      return bounded / (1 + bounded.abs())
    case .leakyReLU: return (0.2 * x).selected(where: x .< 0, else: x)
    }
  }

  /// dy f'(x).
  private func slope(_ dy: ElementwiseValue, output y: ElementwiseValue) -> ElementwiseValue {
    switch self {
    case .tanh, .sigmoid, .relu, .hardSigmoid, .linear: return dy
    case .steepHardSigmoid: return dy / 5 * (y .> 0) * (y .< 1)
    case .elu: return dy.selected(where: y .> 0, else: dy * (y + 1))
    case .selu:
      return (Self.seluScale * dy).selected(where: y .> 0, else: dy * (y + Self.seluScale * Self.seluAlpha))
    // σ(x) = 1 - e^-y
    case .softplus: return -(dy * (-y).expm1())
    case .softsign:
      let rest = 1 - y.abs()
      return dy * rest * rest
    case .leakyReLU: return dy.selected(where: y .> 0, else: 0.2 * dy)
    }
  }
}
