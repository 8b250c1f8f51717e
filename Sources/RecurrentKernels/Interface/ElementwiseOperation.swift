/// One step of an ``ElementwiseProgram``, on up to three operands a, b and c.
///
/// A NaN in an operand that counts is a NaN in the result, of a minimum and a maximum too; a comparison with one is 0.
public enum ElementwiseOperation: Int32, Sendable, CaseIterable {
  /// A number that the instruction holds.
  case constant
  case add
  case subtract
  case multiply
  case divide
  /// a b + c, rounded once where the processor does so.
  case multiplyAdd
  /// a^b.
  case power
  case minimum
  case maximum
  /// 1 where a < b, else 0.
  case less
  /// 1 where a <= b, else 0.
  case lessOrEqual
  /// 1 where a = b, else 0.
  case equal
  /// b where a is not 0, else c.
  case select
  case negate
  case absolute
  /// -1, 0 or 1.
  case sign
  /// The largest whole number up to a.
  case floor
  case squareRoot
  case exp
  /// The natural logarithm.
  case log
  case tanh
  /// 1 / (1 + e^-a).
  case sigmoid

  /// The number of its operands.
  public var arity: Int {
    switch self {
    case .constant: 0
    case .multiplyAdd, .select: 3
    case .add, .subtract, .multiply, .divide, .power, .minimum, .maximum, .less, .lessOrEqual, .equal: 2
    case .negate, .absolute, .sign, .floor, .squareRoot, .exp, .log, .tanh, .sigmoid: 1
    }
  }

  /// Whether it costs many times an addition, so that its result is worth keeping.
  package var isExpensive: Bool {
    switch self {
    case .power, .exp, .log, .tanh, .sigmoid: true
    default: false
    }
  }
}
