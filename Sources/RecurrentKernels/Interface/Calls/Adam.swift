extension KernelCall {
  /// One step of Adam (Kingma and Ba 2015), or with weight decay AdamW (Loshchilov and Hutter 2019).
  ///
  ///     m = β₁ m + (1 - β₁) g        v = β₂ v + (1 - β₂) g²        g = gradient * gradientScale
  ///     w -= learningRate * (m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε) + weightDecay w)
  public struct Adam {
    /// Weights.
    public var count: Int
    /// t, 1 at the first update.
    public var step: Int
    /// What a gradient is multiplied by.
    public var learningRate: Float
    /// From 0 to below 1.
    public var beta1: Float = 0.9
    /// From 0 to below 1.
    public var beta2: Float = 0.999
    /// Added to the root of the second moment.
    public var epsilon: Float = 1e-8
    /// See the formula.
    public var weightDecay: Float = 0
    /// Multiplies the gradient, as clipping by norm does.
    public var gradientScale: Float = 1
    /// The weights, which change.
    public var weights: UnsafeMutablePointer<Float>
    /// The running mean of gradients, which changes.
    public var firstMoment: UnsafeMutablePointer<Float>
    /// The running mean of squared gradients, which changes.
    public var secondMoment: UnsafeMutablePointer<Float>
    /// The gradient, one number a weight.
    public var gradient: UnsafePointer<Float>

    /// The call with what it cannot do without; the rest is set.
    public init(
      count: Int, step: Int, learningRate: Float, weights: UnsafeMutablePointer<Float>,
      firstMoment: UnsafeMutablePointer<Float>, secondMoment: UnsafeMutablePointer<Float>,
      gradient: UnsafePointer<Float>
    ) {
      (self.count, self.step, self.learningRate) = (count, step, learningRate)
      (self.weights, self.firstMoment, self.secondMoment) = (weights, firstMoment, secondMoment)
      self.gradient = gradient
    }
  }
}
