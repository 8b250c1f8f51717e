import RecurrentLayers

/// Changes the parameters of a store against their gradients.
public protocol Optimizer: AnyObject {
  /// What it changes.
  var parameters: ParameterStore { get }
  /// What a step is multiplied by.
  var learningRate: Float { get set }

  /// What the next update depends on besides parameters and gradients.
  var state: OptimizerState { get set }

  /// One update with all gradients multiplied by `gradientScale`, in a single pass.
  func update(gradientScale: Float)
}

extension Optimizer {
  /// One update with the gradients that ``ParameterStore/withGradients(_:)`` left.
  ///
  /// - Parameter clippingNorm: gradients whose norm over all parameters exceeds it are scaled down to it, as PyTorch's
  ///   `clip_grad_norm_` does (Pascanu et al. 2013); nil: no clipping.
  /// - Returns: The norm before clipping.
  /// - Throws: ``TrainingError/nonFiniteGradient``; nothing is updated then.
  @discardableResult
  public func step(clippingNorm: Float? = nil) throws(TrainingError) -> Double {
    try step(clippingNorm: clippingNorm, gradientDivisor: 1)
  }

  /// The same, with gradients that are so many times too large.
  func step(clippingNorm: Float?, gradientDivisor: Double) throws(TrainingError) -> Double {
    checkClippingNorm(clippingNorm, "Optimizer.step")
    let norm = parameters.gradientNorm() / gradientDivisor
    guard norm.isFinite else { throw .nonFiniteGradient }
    let share = clippingNorm.map { min(1, Double($0) / (norm + 1e-6)) } ?? 1
    update(gradientScale: Float(share / gradientDivisor))
    return norm
  }
}

/// Checks that gradients can be clipped at a norm.
func checkClippingNorm(_ norm: Float?, _ operation: String) {
  guard let norm else { return }
  check(norm > 0 && norm.isFinite, operation, "clippingNorm", expected: "above 0", got: norm)
}

/// Checks the numbers that every optimiser has.
func checkRates(learningRate: Float, weightDecay: Float, _ optimizer: String) {
  for (name, rate) in [("learningRate", learningRate), ("weightDecay", weightDecay)] {
    check(rate >= 0 && rate.isFinite, optimizer, name, expected: "at least 0", got: rate)
  }
}

/// An optimiser's memory, to be saved with a training run. The arrays are flat, in the order of the store.
public struct OptimizerState: Sendable, Codable, Equatable {
  /// Updates so far.
  public var step: Int
  /// By name: `first_moment`, `second_moment`, `velocity`.
  public var buffers: [String: Tensor]

  /// The steps made so far, and arrays as long as the store's, by name.
  public init(step: Int, buffers: [String: Tensor]) {
    self.step = step
    self.buffers = buffers
  }

  func buffer(_ name: String, count: Int) -> Tensor {
    check(buffers[name]?.shape == [count], "OptimizerState", name, expected: [count], got: buffers[name]?.shape ?? [])
    return buffers[name] ?? Tensor.zeros([count])
  }
}
