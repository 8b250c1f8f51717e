import RecurrentKernels

/// Brings each feature to mean 0 and variance 1 over a batch, then scales and shifts it (Ioffe and Szegedy 2015):
///
///     y = γ (x - mean) / √(variance + ε) + β
///
/// along the last axis. In training the mean and the variance are the batch's, over all other axes, and the running ones
/// follow them; elsewhere they are the running ones.
public struct BatchNorm: Module {
  /// γ, `[size]`; nil: ones.
  public let weight: Parameter?
  /// β, `[size]`; nil: zeros.
  public let bias: Parameter?
  /// `[size]`, from 0. Follows the batches and is no weight.
  public let runningMean: Parameter
  /// `[size]`, from 1.
  public let runningVariance: Parameter
  /// The share of the running figures that stays at each batch.
  public let momentum: Float
  /// Added to the variance.
  public let epsilon: Float

  /// - Parameters:
  ///   - momentum: Keras's 0.99; PyTorch says how much changes, 0.1 for 0.9 here.
  ///   - epsilon: PyTorch's 1e-5; Keras's is 1e-3.
  ///   - scale: whether there is γ.
  ///   - center: whether there is β.
  public init(size: Int, momentum: Float = 0.9, epsilon: Float = 1e-5, scale: Bool = true, center: Bool = true) {
    check(size >= 1, "BatchNorm", "size", expected: "at least 1", got: size)
    check(epsilon > 0, "BatchNorm", "epsilon", expected: "above 0", got: epsilon)
    check((0...1).contains(momentum), "BatchNorm", "momentum", expected: "0 ... 1", got: momentum)
    weight = scale ? Parameter(name: "weight", shape: [size], initializer: .constant(1)) : nil
    bias = center ? Parameter(name: "bias", shape: [size], initializer: .zeros) : nil
    runningMean = Parameter(name: "running_mean", shape: [size], initializer: .zeros, isTrained: false)
    runningVariance = Parameter(name: "running_var", shape: [size], initializer: .constant(1), isTrained: false)
    (self.momentum, self.epsilon) = (momentum, epsilon)
  }

  /// The features that it is made for.
  public var size: Int { runningMean.count }

  /// - Parameters:
  ///   - x: `[..., size]`.
  ///   - mask: the steps of `[batch, time, size]` whose figures count; nil: all. All are brought to them.
  public func callAsFunction(_ x: Tensor, mask: SequenceMask? = nil) -> Tensor {
    check(
      x.rank >= 2 && x.width == size, "BatchNorm", "last axis of the input", expected: size,
      got: "\(x.width) in \(x.shape)")
    guard TrainingMode.isActive else {
      return scaled(x, mean: runningMean.value, variance: runningVariance.value)
    }
    let (mean, variance) = figures(of: x.reshaped([x.rowCount, size]), mask: mask)
    follow(mean.detached(), runningMean)
    follow(variance.detached(), runningVariance)
    return scaled(x, mean: mean, variance: variance)
  }

  private func scaled(_ x: Tensor, mean: Tensor, variance: Tensor) -> Tensor {
    var y = (x - mean) / (variance + epsilon).squareRoot()
    if let weight { y = y * weight.value }
    if let bias { y = y + bias.value }
    return y
  }

  /// Over the rows, or those of them that count.
  private func figures(of rows: Tensor, mask: SequenceMask?) -> (mean: Tensor, variance: Tensor) {
    guard let mask, !mask.isComplete, mask.lengths.contains(where: { $0 > 0 }) else {
      let mean = rows.mean(axes: 0)
      return (mean, (rows - mean).squared().mean(axes: 0))
    }
    let share = 1 / Float(mask.lengths.reduce(0, +))
    let shares = Tensor(shape: [1, mask.counts.count], scalars: mask.counts.map { $0 ? share : 0 })
    let mean = shares.matmul(rows).reshaped([size])
    return (mean, shares.matmul((rows - mean).squared()).reshaped([size]))
  }

  private func follow(_ figure: Tensor, _ running: Parameter) {
    guard !running.isFrozen else { return }
    running.value = running.value * momentum + figure * (1 - momentum)
  }
}
