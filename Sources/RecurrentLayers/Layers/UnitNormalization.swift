/// Each vector along the last axis at length 1: `x / |x|`. Two numbers so become the cosine and the sine of an angle.
public struct UnitNormalization: Module {
  /// Of the square of a length: zeros stay zeros, and have a gradient of zeros.
  private static let smallestSquare: Float = 1e-24

  /// It has no options.
  public init() {}

  /// The shape stays.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x / x.squared().sum(axes: -1, keepingAxes: true).maximum(Self.smallestSquare).squareRoot()
  }
}
