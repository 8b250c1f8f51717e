extension KernelCall {
  /// One step of stochastic gradient descent, PyTorch's form of momentum.
  ///
  ///     g = gradient * gradientScale + weightDecay w        v = momentum v + g
  ///     w -= learningRate * v, or with Nesterov's momentum learningRate * (g + momentum v)
  public struct SGD {
    public var isNesterov = false
    /// Weights.
    public var count: Int
    public var learningRate: Float
    public var momentum: Float = 0
    public var weightDecay: Float = 0
    public var gradientScale: Float = 1
    public var weights: UnsafeMutablePointer<Float>
    /// May be nil where ``momentum`` is 0.
    public var velocity: UnsafeMutablePointer<Float>?
    public var gradient: UnsafePointer<Float>

    public init(
      count: Int, learningRate: Float, weights: UnsafeMutablePointer<Float>,
      velocity: UnsafeMutablePointer<Float>? = nil, gradient: UnsafePointer<Float>
    ) {
      (self.count, self.learningRate) = (count, learningRate)
      (self.weights, self.velocity, self.gradient) = (weights, velocity, gradient)
    }
  }
}
