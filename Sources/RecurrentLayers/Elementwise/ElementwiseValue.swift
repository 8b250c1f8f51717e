import RecurrentKernels

/// A number in an ``ElementwiseProgram`` that is being written down. Numbers of Swift's own may stand beside it.
public struct ElementwiseValue {
  private enum Kind {
    case recorded(ElementwiseRecorder, Int32)
    /// Not in a program yet: a number does not know which.
    case constant(Float)
  }

  private let kind: Kind

  init(recorder: ElementwiseRecorder, number: Int32) { kind = .recorded(recorder, number) }

  /// A constant.
  public init(_ constant: Float) { kind = .constant(constant) }

  /// Its number in the recorder's program.
  func number(in recorder: ElementwiseRecorder) -> Int32 {
    switch kind {
    case .recorded(let own, let number):
      precondition(own === recorder, "ElementwiseProgram: a value of another program")
      return number
    case .constant(let constant):
      return recorder.number(of: .constant, [], constant: constant)
    }
  }

  /// The number it is, where it is the same for all elements.
  var constant: Float? {
    switch kind {
    case .recorded(let recorder, let number): recorder.constant(number)
    case .constant(let constant): constant
    }
  }

  /// The result of an operation on values, of which one at least is in a program. Constants alone are worked out at once
  /// by the caller's own arithmetic.
  package init(_ operation: ElementwiseOperation, _ operands: ElementwiseValue...) {
    self.init(operation, operands)
  }

  package init(_ operation: ElementwiseOperation, _ operands: [ElementwiseValue]) {
    let recorder = operands.lazy.compactMap { operand -> ElementwiseRecorder? in
      if case .recorded(let recorder, _) = operand.kind { recorder } else { nil }
    }.first
    guard let recorder else {
      preconditionFailure("ElementwiseProgram: \(operation) of constants alone: work it out before")
    }
    self.init(recorder: recorder, number: recorder.number(of: operation, operands.map { $0.number(in: recorder) }))
  }
}

extension ElementwiseValue {
  /// The sum.
  public static func + (a: ElementwiseValue, b: ElementwiseValue) -> ElementwiseValue {
    if let x = a.constant, let y = b.constant { return ElementwiseValue(x + y) }
    return ElementwiseValue(.add, a, b)
  }

  /// The difference.
  public static func - (a: ElementwiseValue, b: ElementwiseValue) -> ElementwiseValue {
    if let x = a.constant, let y = b.constant { return ElementwiseValue(x - y) }
    return ElementwiseValue(.subtract, a, b)
  }

  /// The product.
  public static func * (a: ElementwiseValue, b: ElementwiseValue) -> ElementwiseValue {
    switch (a.constant, b.constant) {
    case (let x?, let y?): ElementwiseValue(x * y)
    case (1, nil): b
    case (nil, 1): a
    case (-1, nil): -b
    case (nil, -1): -a
    default: ElementwiseValue(.multiply, a, b)
    }
  }

  /// The quotient.
  public static func / (a: ElementwiseValue, b: ElementwiseValue) -> ElementwiseValue {
    if let x = a.constant, let y = b.constant { return ElementwiseValue(x / y) }
    return b.constant == 1 ? a : ElementwiseValue(.divide, a, b)
  }

  /// -a
  public static prefix func - (a: ElementwiseValue) -> ElementwiseValue {
    a.constant.map { ElementwiseValue(-$0) } ?? ElementwiseValue(.negate, a)
  }

  /// The sum.
  public static func + (a: ElementwiseValue, b: Float) -> ElementwiseValue { a + ElementwiseValue(b) }
  /// The difference.
  public static func - (a: ElementwiseValue, b: Float) -> ElementwiseValue { a - ElementwiseValue(b) }
  /// The product.
  public static func * (a: ElementwiseValue, b: Float) -> ElementwiseValue { a * ElementwiseValue(b) }
  /// The quotient.
  public static func / (a: ElementwiseValue, b: Float) -> ElementwiseValue { a / ElementwiseValue(b) }
  /// The sum.
  public static func + (a: Float, b: ElementwiseValue) -> ElementwiseValue { ElementwiseValue(a) + b }
  /// The difference.
  public static func - (a: Float, b: ElementwiseValue) -> ElementwiseValue { ElementwiseValue(a) - b }
  /// The product.
  public static func * (a: Float, b: ElementwiseValue) -> ElementwiseValue { ElementwiseValue(a) * b }
  /// The quotient.
  public static func / (a: Float, b: ElementwiseValue) -> ElementwiseValue { ElementwiseValue(a) / b }

  /// 1 where it holds, else 0; so are the others.
  public static func .< (a: ElementwiseValue, b: ElementwiseValue) -> ElementwiseValue { ElementwiseValue(.less, a, b) }
  /// 1 where `a` is above `b`, else 0.
  public static func .> (a: ElementwiseValue, b: ElementwiseValue) -> ElementwiseValue { b .< a }
  /// 1 where `a` is at most `b`, else 0.
  public static func .<= (a: ElementwiseValue, b: ElementwiseValue) -> ElementwiseValue {
    ElementwiseValue(.lessOrEqual, a, b)
  }
  /// 1 where `a` is at least `b`, else 0.
  public static func .>= (a: ElementwiseValue, b: ElementwiseValue) -> ElementwiseValue { b .<= a }
  /// 1 where `a` is equal to `b`, else 0.
  public static func .== (a: ElementwiseValue, b: ElementwiseValue) -> ElementwiseValue {
    ElementwiseValue(.equal, a, b)
  }

  /// 1 where `a` is below `b`, else 0.
  public static func .< (a: ElementwiseValue, b: Float) -> ElementwiseValue { a .< ElementwiseValue(b) }
  /// 1 where `a` is above `b`, else 0.
  public static func .> (a: ElementwiseValue, b: Float) -> ElementwiseValue { a .> ElementwiseValue(b) }
  /// 1 where `a` is at most `b`, else 0.
  public static func .<= (a: ElementwiseValue, b: Float) -> ElementwiseValue { a .<= ElementwiseValue(b) }
  /// 1 where `a` is at least `b`, else 0.
  public static func .>= (a: ElementwiseValue, b: Float) -> ElementwiseValue { a .>= ElementwiseValue(b) }
  /// 1 where `a` is equal to `b`, else 0.
  public static func .== (a: ElementwiseValue, b: Float) -> ElementwiseValue { a .== ElementwiseValue(b) }

  /// This value b + c, rounded once where the processor does so.
  public func multiplied(by b: ElementwiseValue, adding c: ElementwiseValue) -> ElementwiseValue {
    ElementwiseValue(.multiplyAdd, self, b, c)
  }

  /// This value where `condition` is not 0, else another.
  public func selected(where condition: ElementwiseValue, else other: ElementwiseValue) -> ElementwiseValue {
    ElementwiseValue(.select, condition, self, other)
  }

  /// The smaller of two; a NaN in either is one.
  public func minimum(_ other: ElementwiseValue) -> ElementwiseValue { ElementwiseValue(.minimum, self, other) }

  /// The larger of two; a NaN in either is one.
  public func maximum(_ other: ElementwiseValue) -> ElementwiseValue { ElementwiseValue(.maximum, self, other) }

  /// To the power of `exponent`.
  public func power(_ exponent: ElementwiseValue) -> ElementwiseValue { ElementwiseValue(.power, self, exponent) }
  /// Its absolute value.
  public func abs() -> ElementwiseValue { ElementwiseValue(.absolute, self) }
  /// -1, 0 or 1.
  public func sign() -> ElementwiseValue { ElementwiseValue(.sign, self) }
  /// The next whole number below.
  public func floor() -> ElementwiseValue { ElementwiseValue(.floor, self) }
  /// Its square root.
  public func squareRoot() -> ElementwiseValue { ElementwiseValue(.squareRoot, self) }
  /// e to its power.
  public func exp() -> ElementwiseValue { ElementwiseValue(.exp, self) }

  /// e^self - 1, which keeps every bit of a small number.
  public func expm1() -> ElementwiseValue { ElementwiseValue(.expm1, self) }
  /// Its natural logarithm.
  public func log() -> ElementwiseValue { ElementwiseValue(.log, self) }

  /// log(1 + self), likewise.
  public func log1p() -> ElementwiseValue { ElementwiseValue(.log1p, self) }
  /// 2/√π ∫ e^(-t²) dt from 0 to it, the error function.
  public func erf() -> ElementwiseValue { ElementwiseValue(.erf, self) }
  /// Its hyperbolic tangent.
  public func tanh() -> ElementwiseValue { ElementwiseValue(.tanh, self) }
  /// 1 / (1 + e^-x)
  public func sigmoid() -> ElementwiseValue { ElementwiseValue(.sigmoid, self) }
  /// max(x, 0)
  public func relu() -> ElementwiseValue { ElementwiseValue(.relu, self) }
}
