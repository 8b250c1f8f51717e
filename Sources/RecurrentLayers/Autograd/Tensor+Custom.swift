extension Tensor {
  /// A tensor as the result of an operation with a derivative of its own.
  ///
  /// ```swift
  /// /// x, whose gradient goes back with its sign turned round (Ganin and Lempitsky 2015).
  /// func reversingGradient(_ x: Tensor) -> Tensor {
  ///   Tensor.custom(x, operands: [x]) { gradient in [-gradient] }
  /// }
  /// ```
  /// - Parameters:
  ///   - result: what the operation computed, by any means; how it was computed is not differentiated.
  ///   - operands: what it was computed from.
  ///   - pullback: turns the gradient of the result, of its shape, into that of each operand, of the operand's shape: the
  ///     product with the transposed Jacobian. nil: zeros. It is called at most once, and not where the loss does not
  ///     depend on the result.
  public static func custom(
    _ result: Tensor, operands: [Tensor], pullback: @escaping @Sendable (_ gradient: Tensor) -> [Tensor?]
  ) -> Tensor {
    custom([result], operands: operands) { gradients in
      gradients[0].map(pullback) ?? operands.map { _ in nil }
    }[0]
  }

  /// Tensors as the results of one operation with a derivative of its own.
  ///
  /// - Parameters:
  ///   - results: what the operation computed.
  ///   - operands: what it was computed from.
  ///   - pullback: turns the gradients of the results, nil for those that the loss does not depend on, into those of the
  ///     operands.
  public static func custom(
    _ results: [Tensor], operands: [Tensor], pullback: @escaping @Sendable (_ gradients: [Tensor?]) -> [Tensor?]
  ) -> [Tensor] {
    let constants = results.map { $0.detached() }
    guard let tape = Tape.current, operands.contains(where: tape.tracks) else { return constants }
    let shapes = operands.map(\.shape)
    return tape.record(constants, from: operands) { gradients, sums in
      let found = pullback(gradients)
      check(found.count == shapes.count, "Tensor.custom", "gradients", expected: shapes.count, got: found.count)
      for (index, gradient) in found.enumerated() {
        guard let gradient else { continue }
        check(
          gradient.shape == shapes[index], "Tensor.custom", "shape of the gradient of operand \(index)",
          expected: shapes[index], got: gradient.shape)
        sums[index].add { gradient.detached() }
      }
    }
  }
}
