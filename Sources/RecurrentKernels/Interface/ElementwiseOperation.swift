/// One step of an ``ElementwiseProgram``, on up to three operands a, b and c.
///
/// A NaN in an operand that counts is a NaN in the result, of a minimum and a maximum too; a comparison with one is 0.
public enum ElementwiseOperation: Int32, Sendable, CaseIterable {
  /// A number that the instruction holds.
  case constant
  /// a + b
  case add
  /// a - b
  case subtract
  /// a b
  case multiply
  /// a / b
  case divide
  /// a b + c, rounded once where the processor does so.
  case multiplyAdd
  /// a^b.
  case power
  /// The smaller of a and b.
  case minimum
  /// The larger of a and b.
  case maximum
  /// 1 where a < b, else 0.
  case less
  /// 1 where a <= b, else 0.
  case lessOrEqual
  /// 1 where a = b, else 0.
  case equal
  /// b where a is not 0, else c.
  case select
  /// -a
  case negate
  /// |a|
  case absolute
  /// -1, 0 or 1.
  case sign
  /// The largest whole number up to a.
  case floor
  /// √a
  case squareRoot
  /// e to the power of a.
  case exp
  /// The natural logarithm.
  case log
  /// tanh a
  case tanh
  /// 1 / (1 + e^-a).
  case sigmoid
  /// e^a - 1, which keeps every bit of a small number.
  case expm1
  /// log(1 + a), likewise.
  case log1p
  /// clamp(a/6 + 1/2, 0, 1).
  case hardSigmoid
  /// 0 where a < 0, else a.
  case relu
  /// a f'(x) by b = f(x) = tanh x: a (1 - b²).
  case tanhGradient
  /// Likewise of the sigmoid: a (b - b²).
  case sigmoidGradient
  /// Likewise of the hard sigmoid: a/6 where 0 < b < 1, else 0.
  case hardSigmoidGradient
  /// Likewise of relu: a where b > 0, else 0.
  case reluGradient
  /// 2/√π ∫ e^(-t²) dt from 0 to a.
  case erf

  /// The number of its operands.
  public var arity: Int {
    switch self {
    case .constant: 0
    case .multiplyAdd, .select: 3
    case .add, .subtract, .multiply, .divide, .power, .minimum, .maximum, .less, .lessOrEqual, .equal: 2
    case .tanhGradient, .sigmoidGradient, .hardSigmoidGradient, .reluGradient: 2
    case .negate, .absolute, .sign, .floor, .squareRoot, .exp, .log, .tanh, .sigmoid: 1
    case .expm1, .log1p, .erf, .hardSigmoid, .relu: 1
    }
  }

  /// Whether it costs many times an addition, so that its result is worth keeping.
  package var isExpensive: Bool {
    switch self {
    case .power, .exp, .log, .tanh, .sigmoid, .expm1, .log1p, .erf: true
    default: false
    }
  }
}
