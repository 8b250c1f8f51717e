import RecurrentKernels

// Comparisons, element by element and broadcast: 1 where they hold, else 0, in the notation of Swift's SIMD types. What is
// not a number compares with nothing. No gradient flows through them.
extension Tensor {
  private static let less = ElementwiseFunction { a, b in a .< b }
  private static let lessOrEqual = ElementwiseFunction { a, b in a .<= b }
  private static let equal = ElementwiseFunction { a, b in a .== b }
  private static let choice = ElementwiseFunction { condition, a, b in a.selected(where: condition, else: b) }

  /// 1 where `a` is below `b`, else 0.
  public static func .< (a: Tensor, b: Tensor) -> Tensor { less.apply(to: a, b, "Tensor .<") }
  /// 1 where `a` is at most `b`, else 0.
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { lessOrEqual.apply(to: a, b, "Tensor .<=") }
  /// 1 where `a` is above `b`, else 0.
  public static func .> (a: Tensor, b: Tensor) -> Tensor { less.apply(to: b, a, "Tensor .>") }
  /// 1 where `a` is at least `b`, else 0.
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { lessOrEqual.apply(to: b, a, "Tensor .>=") }
  /// 1 where `a` is equal to `b`, else 0.
  public static func .== (a: Tensor, b: Tensor) -> Tensor { equal.apply(to: a, b, "Tensor .==") }

  /// 1 where `a` is below `b`, else 0.
  public static func .< (a: Tensor, b: Float) -> Tensor { less.apply(to: a, b, "Tensor .<") }
  /// 1 where `a` is at most `b`, else 0.
  public static func .<= (a: Tensor, b: Float) -> Tensor { lessOrEqual.apply(to: a, b, "Tensor .<=") }
  /// 1 where `a` is above `b`, else 0.
  public static func .> (a: Tensor, b: Float) -> Tensor { less.apply(to: b, a, "Tensor .>") }
  /// 1 where `a` is at least `b`, else 0.
  public static func .>= (a: Tensor, b: Float) -> Tensor { lessOrEqual.apply(to: b, a, "Tensor .>=") }
  /// 1 where `a` is equal to `b`, else 0.
  public static func .== (a: Tensor, b: Float) -> Tensor { equal.apply(to: a, b, "Tensor .==") }

  /// The elements of `a` where `condition` is not 0, else those of `b`: NumPy's `where`, broadcast.
  ///
  /// ```swift
  /// let y = Tensor.where(x .> 0, x, else: 0.1 * x)
  /// ```
  /// The gradient goes to the one that was taken; a NaN in the other does no harm to it.
  public static func `where`(_ condition: Tensor, _ a: Tensor, else b: Tensor) -> Tensor {
    choice.apply(to: [condition, a, b], "Tensor.where")
  }

  /// The same with one number for all elements of a side.
  public static func `where`(_ condition: Tensor, _ a: Tensor, else b: Float) -> Tensor {
    self.where(condition, a, else: Tensor(b))
  }

  /// The same with one number for all elements of a side.
  public static func `where`(_ condition: Tensor, _ a: Float, else b: Tensor) -> Tensor {
    self.where(condition, Tensor(a), else: b)
  }
}
