extension KernelCall {
  /// y[o, i] = the reduction over c of x[o, c, i], plus beta y[o, i].
  ///
  /// Sums, means and sums of squares are right to 4 · 2⁻²⁴ of the sum of their terms' magnitudes, however many there are.
  public struct Reduce {
    /// What becomes of the elements.
    public var operation: Operation
    /// The product of the axes before the one reduced.
    public var outer: Int
    /// The number of elements.
    public var count: Int
    /// The product of the axes after it.
    public var inner: Int
    /// [outer, count, inner].
    public var x: UnsafePointer<Float>
    /// 0: y is not read.
    public var beta: Float = 0
    /// [outer, inner].
    public var y: UnsafeMutablePointer<Float>?
    /// [outer, inner]: the reduction, not rounded to Float and without beta y.
    public var wide: UnsafeMutablePointer<Double>?
    /// [outer, inner]: the c of the first of the most extreme elements, or of the first NaN. Of extremes only.
    public var places: UnsafeMutablePointer<Int32>?

    /// The call with what it cannot do without; the rest is set.
    public init(
      _ operation: Operation, outer: Int = 1, count: Int, inner: Int = 1, x: UnsafePointer<Float>, beta: Float = 0,
      y: UnsafeMutablePointer<Float>? = nil, wide: UnsafeMutablePointer<Double>? = nil,
      places: UnsafeMutablePointer<Int32>? = nil
    ) {
      (self.operation, self.outer, self.count, self.inner, self.x) = (operation, outer, count, inner, x)
      (self.beta, self.y, self.wide, self.places) = (beta, y, wide, places)
    }
  }
}

extension KernelCall.Reduce {
  /// What the elements along an axis are reduced to. A NaN among them makes the result one.
  public enum Operation: Int32, Sendable, CaseIterable {
    /// Their sum.
    case sum
    /// Of nothing: not a number.
    case mean
    /// The sum of their squares.
    case sumOfSquares
    /// Their product.
    case product
    /// Of at least one.
    case maximum
    /// Of at least one.
    case minimum

    /// Whether the result is one of the elements, which has a place.
    var isExtreme: Bool { self == .maximum || self == .minimum }
  }
}
