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
    public var learningRate: Float
    /// From 0 to below 1.
    public var beta1: Float = 0.9
    /// From 0 to below 1.
    public var beta2: Float = 0.999
    public var epsilon: Float = 1e-8
    public var weightDecay: Float = 0
    /// Multiplies the gradient, as clipping by norm does.
    public var gradientScale: Float = 1
    public var weights: UnsafeMutablePointer<Float>
    public var firstMoment: UnsafeMutablePointer<Float>
    public var secondMoment: UnsafeMutablePointer<Float>
    public var gradient: UnsafePointer<Float>

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
