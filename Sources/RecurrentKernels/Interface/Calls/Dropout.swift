extension KernelCall {
  /// y = x with elements dropped at random, and the others divided by 1 - probability.
  ///
  /// What is dropped depends on the seed and the element's place alone, by the rule in `recurrent_kernels.h`, so that the
  /// gradient is the same call and no mask is kept.
  public struct Dropout {
    /// The number of elements.
    public var count: Int
    /// From 0 to below 1.
    public var probability: Float
    /// Where the mask comes from.
    public var seed: UInt64
    /// [count]; nil: ones.
    public var x: UnsafePointer<Float>?
    /// [count]; may be x.
    public var y: UnsafeMutablePointer<Float>
    /// The place of the first element, at least 0: a part of an array takes its part of the mask.
    public var first = 0

    /// The call with what it cannot do without; the rest is set.
    public init(
      count: Int, probability: Float, seed: UInt64, x: UnsafePointer<Float>?, y: UnsafeMutablePointer<Float>
    ) {
      (self.count, self.probability, self.seed, self.x, self.y) = (count, probability, seed, x, y)
    }
  }
}
