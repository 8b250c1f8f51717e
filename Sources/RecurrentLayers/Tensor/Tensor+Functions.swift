import RecurrentKernels

// Functions of every element.
extension Tensor {
  private static let exponential = ElementwiseFunction { x in x.exp() }
  private static let logarithm = ElementwiseFunction { x in x.log() }
  private static let root = ElementwiseFunction { x in x.squareRoot() }
  private static let magnitude = ElementwiseFunction { x in x.abs() }
  private static let signum = ElementwiseFunction { x in x.sign() }
  private static let rounding = ElementwiseFunction { x in x.floor() }
  private static let square = ElementwiseFunction { x in x * x }
  private static let power = ElementwiseFunction { x, exponent in x.power(exponent) }
  private static let smaller = ElementwiseFunction { a, b in a.minimum(b) }
  private static let larger = ElementwiseFunction { a, b in a.maximum(b) }
  private static let clamping = ElementwiseFunction { x, lowest, highest in
    x.maximum(lowest).minimum(highest)
  }

  /// e^x; infinite above 88.7, zero below -87.
  public func exp() -> Tensor { Self.exponential.apply(to: self, "Tensor.exp") }

  /// The natural logarithm: -∞ at 0, not a number below.
  public func log() -> Tensor { Self.logarithm.apply(to: self, "Tensor.log") }

  /// The square root: not a number below 0. Its slope at 0 is infinite.
  public func squareRoot() -> Tensor { Self.root.apply(to: self, "Tensor.squareRoot") }

  /// |x|, its slope at 0 taken as 0.
  public func abs() -> Tensor { Self.magnitude.apply(to: self, "Tensor.abs") }

  /// -1, 0 or 1; no gradient flows through it.
  public func sign() -> Tensor { Self.signum.apply(to: self, "Tensor.sign") }

  /// The largest whole number up to x; no gradient flows through it.
  public func floor() -> Tensor { Self.rounding.apply(to: self, "Tensor.floor") }

  /// x².
  public func squared() -> Tensor { Self.square.apply(to: self, "Tensor.squared") }

  /// x^exponent: not a number for a negative x and a fraction.
  public func power(_ exponent: Float) -> Tensor { Self.power.apply(to: self, exponent, "Tensor.power") }

  /// x^exponent, element by element, broadcast.
  public func power(_ exponent: Tensor) -> Tensor { Self.power.apply(to: self, exponent, "Tensor.power") }

  /// The smaller of both, broadcast; a NaN in either is one. Of equal numbers each gets half of the gradient.
  public func minimum(_ other: Tensor) -> Tensor { Self.smaller.apply(to: self, other, "Tensor.minimum") }
  /// The smaller of each element and a number.
  public func minimum(_ other: Float) -> Tensor { Self.smaller.apply(to: self, other, "Tensor.minimum") }

  /// The larger of both, broadcast; a NaN in either is one. Of equal numbers each gets half of the gradient.
  public func maximum(_ other: Tensor) -> Tensor { Self.larger.apply(to: self, other, "Tensor.maximum") }
  /// The larger of each element and a number.
  public func maximum(_ other: Float) -> Tensor { Self.larger.apply(to: self, other, "Tensor.maximum") }

  /// The nearest number within `limits`. Outside them no gradient flows.
  public func clamped(to limits: ClosedRange<Float>) -> Tensor {
    Self.clamping.apply(to: [self, Tensor(limits.lowerBound), Tensor(limits.upperBound)], "Tensor.clamped")
  }
}
