/// Brings each row of features to mean 0 and variance 1, then scales and shifts each feature (Ba et al. 2016):
///
///     x̂ = (x - mean(x)) / √(variance(x) + ε)        y = γ x̂ + β
///
/// along the last axis, the variance being the mean square.
public struct LayerNorm: Module {
  /// The features that it is made for.
  public let size: Int
  /// γ, `[size]`, from 1; nil: ones.
  public let weight: Parameter?
  /// β, `[size]`, from 0; nil: zeros.
  public let bias: Parameter?
  /// Added to the variance.
  public let epsilon: Float

  /// - Parameters:
  ///   - epsilon: PyTorch's 1e-5; Keras's is 1e-3.
  ///   - scale: whether there is γ.
  ///   - center: whether there is β.
  public init(size: Int, epsilon: Float = 1e-5, scale: Bool = true, center: Bool = true) {
    check(size >= 1, "LayerNorm", "size", expected: "at least 1", got: size)
    check(epsilon > 0, "LayerNorm", "epsilon", expected: "above 0", got: epsilon)
    weight = scale ? Parameter(name: "weight", shape: [size], initializer: .constant(1)) : nil
    bias = center ? Parameter(name: "bias", shape: [size], initializer: .zeros) : nil
    (self.size, self.epsilon) = (size, epsilon)
  }

  /// - Parameter x: `[..., size]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    check(
      x.rank >= 1 && x.width == size, "LayerNorm", "last axis of the input", expected: size,
      got: "\(x.width) in \(x.shape)")
    let (normalized, scales) = normalize(x)
    let y = transform(normalized)
    guard let tape = Tape.current else { return y }
    let version = weight?.version
    return tape.record([y], from: [x], with: [weight, bias].compactMap(\.self)) { gradients, operands in
      guard let dy = gradients[0] else { return }
      let isUnchanged = weight?.version == version
      check(isUnchanged, "LayerNorm", "weights in backward", expected: "those of forward", got: "changed ones")
      let dx = backward(dy, normalized: normalized, scales: scales)
      operands[0].add { dx }
    }[0]
  }

  /// γ x̂ + β.
  private func transform(_ normalized: Tensor) -> Tensor {
    let (size, y) = (size, Tensor(uninitialized: normalized.shape))
    let (source, target, gamma, beta) = (normalized.floats, y.buffer.floats, weight?.values, bias?.values)
    for start in stride(from: 0, to: y.count, by: size) {
      for j in 0..<size { target[start + j] = source[start + j] * (gamma?[j] ?? 1) + (beta?[j] ?? 0) }
    }
    return y
  }

  /// x̂, and 1 / √(variance + ε) of each row; sums in double.
  private func normalize(_ x: Tensor) -> (normalized: Tensor, scales: [Float]) {
    let size = size
    let normalized = Tensor(uninitialized: x.shape)
    let scales = (0..<x.rowCount).map { row in
      let (source, target) = (x.floats + row * size, normalized.buffer.floats + row * size)
      var (sum, squares) = (0.0, 0.0)
      for j in 0..<size { sum += Double(source[j]) }
      let mean = Float(sum / Double(size))
      for j in 0..<size {
        target[j] = source[j] - mean
        squares += Double(target[j]) * Double(target[j])
      }
      let scale = Float(1 / (squares / Double(size) + Double(epsilon)).squareRoot())
      for j in 0..<size { target[j] *= scale }
      return scale
    }
    return (normalized, scales)
  }

  /// With g = γ dy:  dx = (g - mean(g) - x̂ mean(g x̂)) / √(variance + ε),  dγ += Σ dy x̂,  dβ += Σ dy.
  private func backward(_ dy: Tensor, normalized: Tensor, scales: [Float]) -> Tensor {
    let size = size
    let dx = Tensor(uninitialized: dy.shape)
    let (gamma, dWeight, dBias) = (weight?.values, weight?.gradientToAddTo(), bias?.gradientToAddTo())
    for (row, scale) in scales.enumerated() {
      let (dy, x) = (dy.floats + row * size, normalized.floats + row * size)
      let dx = dx.buffer.floats + row * size
      var (sum, product) = (0.0, 0.0)
      for j in 0..<size {
        dx[j] = (gamma?[j] ?? 1) * dy[j]
        sum += Double(dx[j])
        product += Double(dx[j]) * Double(x[j])
        dWeight?[j] += dy[j] * x[j]
        dBias?[j] += dy[j]
      }
      let (mean, slope) = (Float(sum / Double(size)), Float(product / Double(size)))
      for j in 0..<size { dx[j] = (dx[j] - mean - x[j] * slope) * scale }
    }
    return dx
  }
}
