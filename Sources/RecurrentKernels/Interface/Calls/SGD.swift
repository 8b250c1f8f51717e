extension KernelCall {
  /// One step of stochastic gradient descent, PyTorch's form of momentum.
  ///
  ///     g = gradient * gradientScale + weightDecay w        v = momentum v + g
  ///     w -= learningRate * v, or with Nesterov's momentum learningRate * (g + momentum v)
  public struct SGD {
    /// Whether momentum looks ahead.
    public var isNesterov = false
    /// Weights.
    public var count: Int
    /// What a gradient is multiplied by.
    public var learningRate: Float
    /// What stays of the velocity.
    public var momentum: Float = 0
    /// See the formula.
    public var weightDecay: Float = 0
    /// What gradients are multiplied by first: clipping.
    public var gradientScale: Float = 1
    /// The weights, which change.
    public var weights: UnsafeMutablePointer<Float>
    /// May be nil where ``momentum`` is 0.
    public var velocity: UnsafeMutablePointer<Float>?
    /// The gradient, one number a weight.
    public var gradient: UnsafePointer<Float>

    /// The call with what it cannot do without; the rest is set.
    public init(
      count: Int, learningRate: Float, weights: UnsafeMutablePointer<Float>,
      velocity: UnsafeMutablePointer<Float>? = nil, gradient: UnsafePointer<Float>
    ) {
      (self.count, self.learningRate) = (count, learningRate)
      (self.weights, self.velocity, self.gradient) = (weights, velocity, gradient)
    }
  }
}
