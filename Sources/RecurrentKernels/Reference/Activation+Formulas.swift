import RecurrentFoundation

/// The activations and their derivatives. A NaN goes through each of them, so that it is seen.
extension Activation {
  private static let seluScale: Float = 1.050_701
  private static let seluAlpha: Float = 1.673_263_2

  /// y = f(x).
  func callAsFunction(_ x: Float) -> Float {
    switch self {
    case .tanh: tanhf(x)
    case .sigmoid: 1 / (1 + expf(-x))
    case .relu: x < 0 ? 0 : x
    case .linear: x
    case .hardSigmoid: x <= -3 ? 0 : x >= 3 ? 1 : x / 6 + 0.5
    case .steepHardSigmoid: x <= -2.5 ? 0 : x >= 2.5 ? 1 : x / 5 + 0.5
    case .elu: x > 0 ? x : expm1f(x)
    case .selu: x > 0 ? Self.seluScale * x : Self.seluScale * Self.seluAlpha * expm1f(x)
    case .softplus: (x > 0 ? x : 0) + log1pf(expf(-abs(x)))
    case .softsign: x.isInfinite ? (x < 0 ? -1 : 1) : x / (1 + abs(x))
    case .leakyReLU: x < 0 ? 0.2 * x : x
    }
  }

  /// f'(x), by y = f(x) alone: that is why forward need not keep x.
  func derivative(atOutput y: Float) -> Float {
    switch self {
    case .tanh: 1 - y * y
    case .sigmoid: y * (1 - y)
    case .relu: y > 0 ? 1 : 0
    case .linear: 1
    case .hardSigmoid: y > 0 && y < 1 ? 1 / 6 : 0
    case .steepHardSigmoid: y > 0 && y < 1 ? 1 / 5 : 0
    case .elu: y > 0 ? 1 : y + 1
    case .selu: y > 0 ? Self.seluScale : y + Self.seluScale * Self.seluAlpha
    // σ(x) = 1 - e^-y
    case .softplus: -expm1f(-y)
    case .softsign: (1 - abs(y)) * (1 - abs(y))
    case .leakyReLU: y > 0 ? 1 : 0.2
    }
  }

  func callAsFunction(_ x: Vector) -> Vector { x.map { self($0) } }

  func derivative(atOutput y: Vector) -> Vector { y.map { derivative(atOutput: $0) } }
}
