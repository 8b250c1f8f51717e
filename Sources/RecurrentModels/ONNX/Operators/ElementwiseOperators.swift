import RecurrentFormats
import RecurrentFoundation
import RecurrentKernels

/// Operators of each element by itself.
enum ElementwiseOperators {
  static let rows: [String: OperatorTable.Row] = arithmetic.merging(functions) { $1 }

  // MARK: Arithmetic, comparisons and logic

  private static let arithmetic: [String: OperatorTable.Row] = [
    "Add": fold({ $0 + $1 }, { $0 &+ $1 }), "Sum": fold({ $0 + $1 }, { $0 &+ $1 }),
    "Sub": fold({ $0 - $1 }, { $0 &- $1 }),
    "Mul": fold({ $0 * $1 }, { $0 &* $1 }), "Div": fold({ $0 / $1 }, quotient), "Mod": modulo,
    "Max": fold(Expression.maximum, { max($0, $1) }), "Min": fold(Expression.minimum, { min($0, $1) }), "Mean": mean,
    "Pow": power, "Equal": compare({ .apply(.equal, $0, $1) }, { $0 == $1 }),
    "Less": compare(Expression.less, { $0 < $1 }),
    "Greater": compare({ .less($1, $0) }, { $0 > $1 }),
    "LessOrEqual": compare({ .apply(.lessOrEqual, $0, $1) }, { $0 <= $1 }),
    "GreaterOrEqual": compare({ .apply(.lessOrEqual, $1, $0) }, { $0 >= $1 }), "And": fold({ $0 * $1 }, { $0 &* $1 }),
    "Or": fold(Expression.maximum, { max($0, $1) }), "Xor": fold({ .select($0, 1.0 - $1, $1) }, { $0 ^ $1 }),
    "Where": select,
  ]

  /// An operator of any number of inputs, two at a time.
  private static func fold(
    _ combine: @escaping @Sendable (Expression, Expression) -> Expression,
    _ combineIntegers: @escaping @Sendable (Int64, Int64) -> Int64
  ) -> OperatorTable.Row {
    { call in
      let type = try call.value(0).type
      if Storage(type) == .integer { return [try call.foldIntegers(type, combineIntegers)] }
      var result = try call.operand(0)
      for index in 1..<max(1, call.inputs.count) {
        result = combine(try call.bounded(result, type), try call.operand(index))
      }
      return [GraphValue(result, type: type)]
    }
  }

  private static func compare(
    _ combine: @escaping @Sendable (Expression, Expression) -> Expression,
    _ combineIntegers: @escaping @Sendable (Int64, Int64) -> Bool
  ) -> OperatorTable.Row {
    { call in
      if try call.value(0).storage == .integer { return [try call.compareIntegers(combineIntegers)] }
      return [GraphValue(combine(try call.operand(0), try call.operand(1)), type: .bool)]
    }
  }

  @Sendable private static func mean(_ call: NodeCall) throws -> [GraphValue?] {
    let count = Float(call.inputs.count)
    guard case .expression(let sum) = try fold({ $0 + $1 }, { $0 &+ $1 })(call)[0]!.form else {
      throw NodeError.unsupported("its inputs must be numbers with a fraction")
    }
    return [GraphValue(sum / .constant(count), type: try call.value(0).type)]
  }

  /// Rounded towards zero; a division by 0, which C leaves open, gives 0.
  private static let quotient: @Sendable (Int64, Int64) -> Int64 = { a, b in
    b == 0 ? 0 : a.dividedReportingOverflow(by: b).partialValue
  }

  /// With the divisor's sign, or with `fmod` the dividend's.
  @Sendable private static func modulo(_ call: NodeCall) throws -> [GraphValue?] {
    let type = try call.value(0).type
    let isC = call.integer("fmod", default: 0) != 0
    guard Storage(type) == .integer else {
      // As C's: exact, and a where b is infinite.
      return [
        try function(of: call) { a, b in
          let remainder = fmodf(a, b)
          return !isC && remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
        }
      ]
    }
    let remainder: @Sendable (Int64, Int64) -> Int64 = { a, b in
      guard b != 0 else { return 0 }
      let remainder = a.remainderReportingOverflow(dividingBy: b).partialValue
      return !isC && remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
    }
    return [try call.foldIntegers(type, remainder)]
  }

  @Sendable private static func power(_ call: NodeCall) throws -> [GraphValue?] {
    let type = try call.value(0).type
    guard Storage(type) == .float else {
      let exponent = try CastOperators.converted(try call.value(1), to: .int64, call)
      return [
        try call.mapIntegers([try call.view(0), call.compiler.view(of: exponent)], type) {
          Int64(exactly: pow(Double($0[0]), Double($0[1])).rounded(.towardZero)) ?? .min
        }
      ]
    }
    let base = try call.operand(0)
    if let exponent = try call.value(1).constant, exponent.count == 1 {
      switch exponent.storage == .float ? exponent.floats[0] : Float(exponent.integers[0]) {
      case 1: return [GraphValue(base, type: type)]
      case 2: return [GraphValue(base * base, type: type)]
      case 0.5: return [GraphValue(.apply(.squareRoot, base), type: type)]
      case -1: return [GraphValue(1.0 / base, type: type)]
      case let value: return [GraphValue(.apply(.power, base, .constant(value)), type: type)]
      }
    }
    let exponent = try CastOperators.converted(try call.value(1), to: .float32, call)
    return [GraphValue(.apply(.power, base, .leaf(call.compiler.view(of: exponent))), type: type)]
  }

  @Sendable private static func select(_ call: NodeCall) throws -> [GraphValue?] {
    let type = try call.value(1).type
    guard Storage(type) == .float else {
      let condition = try CastOperators.converted(try call.value(0), to: .int64, call)
      let (a, b) = (try call.view(1), try call.view(2))
      return [try call.mapIntegers([call.compiler.view(of: condition), a, b], type) { $0[0] != 0 ? $0[1] : $0[2] }]
    }
    return [GraphValue(.select(try call.operand(0), try call.operand(1), try call.operand(2)), type: type)]
  }

  // MARK: Functions of one input

  private static let functions: [String: OperatorTable.Row] = [
    "Neg": map({ -$0 }, { 0 &- $0 }),
    "Abs": map({ .apply(.absolute, $0) }, { Int64(truncatingIfNeeded: $0.magnitude) }),
    "Sign": map({ .apply(.sign, $0) }, { $0.signum() }), "Floor": map { .apply(.floor, $0) },
    "Ceil": map { -(.apply(.floor, -$0)) }, "Round": map(rounded), "Sqrt": map { .apply(.squareRoot, $0) },
    "Exp": map(\.exp), "Log": map { .apply(.log, $0) }, "Reciprocal": map { 1.0 / $0 },
    "Tanh": map { .apply(.tanh, $0) }, "Sigmoid": map { .apply(.sigmoid, $0) }, "Relu": map { .apply(.relu, $0) },
    "Softplus": map { .maximum($0, 0.0) + .apply(.log1p, (-(.apply(.absolute, $0))).exp) },
    "Softsign": map { $0 / (1.0 + .apply(.absolute, $0)) }, "Not": map { 1.0 - $0 },
    "HardSwish": map { $0 * ($0 / 6.0 + 0.5).clamped(0, 1) },
    "Mish": map { $0 * .apply(.tanh, .maximum($0, 0.0) + .apply(.log1p, (-(.apply(.absolute, $0))).exp)) },
    "IsNaN": map(as: .bool) { 1.0 - .apply(.equal, $0, $0) },
    "HardSigmoid": mapWith { call, x in
      (.constant(call.float("alpha", default: 0.2)) * x + .constant(call.float("beta", default: 0.5))).clamped(0, 1)
    },
    "LeakyRelu": mapWith { call, x in
      .select(.less(x, 0.0), .constant(call.float("alpha", default: 0.01)) * x, x)
    },
    "Elu": mapWith { call, x in
      .select(.less(x, 0.0), .constant(call.float("alpha", default: 1)) * .apply(.expm1, .minimum(x, 0.0)), x)
    },
    "Celu": mapWith { call, x in
      let alpha = Expression.constant(call.float("alpha", default: 1))
      return .maximum(x, 0.0) + alpha * .apply(.expm1, .minimum(x / alpha, 0.0))
    },
    "Selu": mapWith { call, x in
      let alpha = Expression.constant(call.float("alpha", default: 1.67326319))
      let negative = alpha * .apply(.expm1, .minimum(x, 0.0))
      return .constant(call.float("gamma", default: 1.05070102)) * .select(.less(x, 0.0), negative, x)
    },
    "ThresholdedRelu": mapWith { call, x in
      .select(.less(.constant(call.float("alpha", default: 1)), x), x, 0.0)
    },
    "Clip": clip, "PRelu": parametricReLU, "Gelu": gelu, "Erf": map { .apply(.erf, $0) }, "Sin": function(sin),
    "Cos": function(cos), "Acos": function(acos), "Atan": function(atan),
  ]

  /// Halves go to the even neighbour: adding 1.5 · 2^23 leaves no bits behind the point. Larger numbers have none.
  private static let rounded: @Sendable (Expression) -> Expression = { x in
    let magic: Expression = 12_582_912.0
    return .select(.less(.apply(.absolute, x), 4_194_304.0), x + magic - magic, x)
  }

  private static func map(
    as type: ElementType? = nil, _ function: @escaping @Sendable (Expression) -> Expression
  ) -> OperatorTable.Row {
    { call in [GraphValue(function(try call.operand(0)), type: try type ?? call.value(0).type)] }
  }

  private static func map(
    _ function: @escaping @Sendable (Expression) -> Expression, _ ofIntegers: @escaping @Sendable (Int64) -> Int64
  ) -> OperatorTable.Row {
    { call in
      let type = try call.value(0).type
      guard Storage(type) == .integer else { return [GraphValue(function(try call.operand(0)), type: type)] }
      return [try call.mapIntegers([try call.view(0)], type) { ofIntegers($0[0]) }]
    }
  }

  private static func mapWith(
    _ function: @escaping @Sendable (NodeCall, Expression) throws -> Expression
  ) -> OperatorTable.Row {
    { call in [GraphValue(try function(call, try call.operand(0)), type: try call.value(0).type)] }
  }

  /// A function that the kernels do not have, element by element.
  private static func function(_ body: @escaping @Sendable (Double) -> Double) -> OperatorTable.Row {
    { call in
      let x = try call.dense(0, .float)
      let y = call.allocate(x.shape, x.type)
      let count = x.count
      call.emit(reads: [x], writes: [y]) { memory in
        let (from, to) = (memory.floats(x), memory.floats(y))
        return { for index in 0..<count { to[index] = Float(body(Double(from[index]))) } }
      }
      return [GraphValue(y)]
    }
  }

  /// Likewise of two inputs, repeated to one shape.
  private static func function(
    of call: NodeCall, _ body: @escaping @Sendable (Float, Float) -> Float
  ) throws -> GraphValue {
    let shape = try call.broadcastShape([call.shape(0), call.shape(1)])
    let operands = try (0..<2).map { call.compiler.dense(try call.view($0, .float).broadcast(to: shape)) }
    let result = call.allocate(shape, try call.value(0).type)
    let count = result.count
    call.emit(reads: operands, writes: [result]) { memory in
      let (a, b, y) = (memory.floats(operands[0]), memory.floats(operands[1]), memory.floats(result))
      return { for index in 0..<count { y[index] = body(a[index], b[index]) } }
    }
    return GraphValue(result)
  }

  /// Bounds are attributes before version 11, and may be left out.
  @Sendable private static func clip(_ call: NodeCall) throws -> [GraphValue?] {
    let type = try call.value(0).type
    func bound(_ name: String, _ index: Int) throws -> Expression? {
      if case .float(let value) = call.node.attributes[name] { return .constant(value) }
      return call.has(index) ? try call.operand(index) : nil
    }
    guard Storage(type) == .float else {
      let low = call.has(1) ? Int64(try call.integers(1)[0]) : .min
      let high = call.has(2) ? Int64(try call.integers(2)[0]) : .max
      return [try call.mapIntegers([try call.view(0)], type) { min(max($0[0], low), high) }]
    }
    var result = try call.operand(0)
    if let low = try bound("min", 1) { result = .maximum(result, low) }
    if let high = try bound("max", 2) { result = .minimum(result, high) }
    return [GraphValue(result, type: type)]
  }

  @Sendable private static func parametricReLU(_ call: NodeCall) throws -> [GraphValue?] {
    let (x, slope) = (try call.operand(0), try call.operand(1))
    return [GraphValue(.select(.less(x, 0.0), slope * x, x), type: try call.value(0).type)]
  }

  /// x Φ(x), or with "tanh" its approximation (Hendrycks and Gimpel 2016).
  @Sendable private static func gelu(_ call: NodeCall) throws -> [GraphValue?] {
    let (x, form) = (try call.operand(0), call.string("approximate", default: "none"))
    guard ["none", "tanh"].contains(form) else { throw NodeError("approximate is \(form.quoted)") }
    let bent: Expression =
      form == "tanh"
      ? .apply(.tanh, 0.7978845608 * (x + 0.044715 * x * x * x)) : .apply(.erf, x * 0.70710678)
    return [GraphValue(0.5 * x * (1.0 + bent), type: try call.value(0).type)]
  }
}

extension NodeCall {
  /// An input as an operand of arithmetic. One that is repeated is computed before, once for each of its elements.
  func operand(_ index: Int) throws -> Expression {
    let value = try value(index)
    let shape = try broadcastShape(inputs.compactMap { $0?.shape })
    if case .expression = value.form, value.count * 2 <= shape.reduce(1, *) { _ = compiler.view(of: value) }
    return try expression(index, of: inputs.count)
  }

  /// An expression that has room for more.
  func bounded(_ expression: Expression, _ type: ElementType) throws -> Expression {
    guard expression.leafCount > ElementwiseProgram.mostInputs / 2 || expression.instructionCount > 32 else {
      return expression
    }
    return .leaf(compiler.compute(expression, as: type))
  }
}
