extension KernelCall {
  /// One operation, element by element, on arrays that lie dense: y = op(a, b, c). What a program of one instruction does,
  /// without the arrays that a program is made of.
  public struct Operate {
    /// What an operation takes beside its first array.
    public enum Operand {
      /// [count].
      case array(UnsafePointer<Float>)
      /// The same for every element.
      case number(Float)
    }

    /// Not ``ElementwiseOperation/constant``.
    public var operation: ElementwiseOperation
    /// The number of elements.
    public var count: Int
    /// As many of them are looked at as the operation has operands.
    public var a: Operand
    /// The second operand.
    public var b: Operand
    /// The third operand.
    public var c: Operand
    /// May be the array of an operand.
    public var y: UnsafeMutablePointer<Float>

    /// The call with what it cannot do without; the rest is set.
    public init(
      _ operation: ElementwiseOperation, count: Int, _ a: Operand, _ b: Operand = .number(0), _ c: Operand = .number(0),
      y: UnsafeMutablePointer<Float>
    ) {
      (self.operation, self.count, self.a, self.b, self.c, self.y) = (operation, count, a, b, c, y)
    }
  }
}
