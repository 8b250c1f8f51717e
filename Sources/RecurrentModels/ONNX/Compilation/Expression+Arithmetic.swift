import RecurrentKernels

// Formulas of operators, written as arithmetic.

extension Expression {
  /// An operation on operands whose shapes fit each other.
  static func apply(_ operation: ElementwiseOperation, _ operands: Expression...) -> Expression {
    .operation(operation, operands, shape: broadcastShape(operands.map(\.shape)))
  }

  private static func broadcastShape(_ shapes: [[Int]]) -> [Int] {
    let rank = shapes.map(\.count).max() ?? 0
    return (0..<rank).map { axis in
      // 1 gives way to any other size, 0 too.
      shapes.lazy.compactMap { shape in
        let own = axis - (rank - shape.count)
        return own >= 0 && shape[own] != 1 ? shape[own] : nil
      }.first ?? 1
    }
  }

  static func + (a: Expression, b: Expression) -> Expression { apply(.add, a, b) }
  static func - (a: Expression, b: Expression) -> Expression { apply(.subtract, a, b) }
  static func * (a: Expression, b: Expression) -> Expression { apply(.multiply, a, b) }
  static func / (a: Expression, b: Expression) -> Expression { apply(.divide, a, b) }
  static prefix func - (a: Expression) -> Expression { apply(.negate, a) }

  static func minimum(_ a: Expression, _ b: Expression) -> Expression { apply(.minimum, a, b) }
  static func maximum(_ a: Expression, _ b: Expression) -> Expression { apply(.maximum, a, b) }

  /// `a` where `condition` is not 0, else `b`.
  static func select(_ condition: Expression, _ a: Expression, _ b: Expression) -> Expression {
    apply(.select, condition, a, b)
  }

  static func less(_ a: Expression, _ b: Expression) -> Expression { apply(.less, a, b) }

  var exp: Expression { .apply(.exp, self) }

  /// min(max(x, low), high).
  func clamped(_ low: Float, _ high: Float) -> Expression {
    .minimum(.maximum(self, .constant(low)), .constant(high))
  }
}

extension Expression: ExpressibleByFloatLiteral {
  init(floatLiteral value: Float) { self = .constant(value) }
}
