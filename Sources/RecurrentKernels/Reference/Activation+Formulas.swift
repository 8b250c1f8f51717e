#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The activations and their derivatives. A NaN goes through each of them, so that it is seen.
extension Activation {
  /// y = f(x).
  func callAsFunction(_ x: Float) -> Float {
    switch self {
    case .tanh: tanhf(x)
    case .sigmoid: 1 / (1 + expf(-x))
    case .relu: x < 0 ? 0 : x
    case .linear: x
    case .hardSigmoid: x <= -3 ? 0 : x >= 3 ? 1 : x / 6 + 0.5
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
    }
  }

  func callAsFunction(_ x: Vector) -> Vector { x.map { self($0) } }

  func derivative(atOutput y: Vector) -> Vector { y.map { derivative(atOutput: $0) } }
}
