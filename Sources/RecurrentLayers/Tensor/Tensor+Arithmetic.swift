import RecurrentKernels

// Element by element. Operands are broadcast to one shape by NumPy's rule: shapes are aligned at their last axes, and an
// axis of 1, or one that is not there, serves for any size.
extension Tensor {
  private static let sum = ElementwiseFunction { a, b in a + b }
  private static let difference = ElementwiseFunction { a, b in a - b }
  private static let product = ElementwiseFunction { a, b in a * b }
  private static let quotient = ElementwiseFunction { a, b in a / b }
  private static let negation = ElementwiseFunction { a in -a }

  /// The sum of each two elements; axes of size 1 stretch to fit.
  public static func + (a: Tensor, b: Tensor) -> Tensor { sum.apply(to: a, b, "Tensor +") }
  /// The difference of each two elements; axes of size 1 stretch to fit.
  public static func - (a: Tensor, b: Tensor) -> Tensor { difference.apply(to: a, b, "Tensor -") }
  /// The product of each two elements; axes of size 1 stretch to fit.
  public static func * (a: Tensor, b: Tensor) -> Tensor { product.apply(to: a, b, "Tensor *") }
  /// The quotient of each two elements; axes of size 1 stretch to fit.
  public static func / (a: Tensor, b: Tensor) -> Tensor { quotient.apply(to: a, b, "Tensor /") }
  /// -a
  public static prefix func - (a: Tensor) -> Tensor { negation.apply(to: a, "Tensor -") }

  /// The sum of each element and a number.
  public static func + (a: Tensor, b: Float) -> Tensor { sum.apply(to: a, b, "Tensor +") }
  /// The difference of each element and a number.
  public static func - (a: Tensor, b: Float) -> Tensor { difference.apply(to: a, b, "Tensor -") }
  /// The product of each element and a number.
  public static func * (a: Tensor, b: Float) -> Tensor { product.apply(to: a, b, "Tensor *") }
  /// The quotient of each element and a number.
  public static func / (a: Tensor, b: Float) -> Tensor { quotient.apply(to: a, b, "Tensor /") }
  /// The sum of each element and a number.
  public static func + (a: Float, b: Tensor) -> Tensor { sum.apply(to: a, b, "Tensor +") }
  /// The difference of each element and a number.
  public static func - (a: Float, b: Tensor) -> Tensor { difference.apply(to: a, b, "Tensor -") }
  /// The product of each element and a number.
  public static func * (a: Float, b: Tensor) -> Tensor { product.apply(to: a, b, "Tensor *") }
  /// The quotient of each element and a number.
  public static func / (a: Float, b: Tensor) -> Tensor { quotient.apply(to: a, b, "Tensor /") }

  /// Puts the sum in the place of `a`.
  public static func += (a: inout Tensor, b: Tensor) { a = a + b }
  /// Puts the difference in the place of `a`.
  public static func -= (a: inout Tensor, b: Tensor) { a = a - b }
  /// Puts the product in the place of `a`.
  public static func *= (a: inout Tensor, b: Tensor) { a = a * b }
  /// Puts the quotient in the place of `a`.
  public static func /= (a: inout Tensor, b: Tensor) { a = a / b }
  /// Puts the sum in the place of `a`.
  public static func += (a: inout Tensor, b: Float) { a = a + b }
  /// Puts the difference in the place of `a`.
  public static func -= (a: inout Tensor, b: Float) { a = a - b }
  /// Puts the product in the place of `a`.
  public static func *= (a: inout Tensor, b: Float) { a = a * b }
  /// Puts the quotient in the place of `a`.
  public static func /= (a: inout Tensor, b: Float) { a = a / b }

  /// In place and not recorded: self = self + x, of one shape.
  mutating func add(_ x: Tensor) {
    let (count, y) = (count, uniqueFloats())
    Compute.current.run("Tensor", .operate(.init(.add, count: count, .array(y), .array(x.floats), y: y)))
    withExtendedLifetime(x) {}
  }

  /// alpha self, not recorded.
  package func scaled(by alpha: Float) -> Tensor { detached() * alpha }
}
