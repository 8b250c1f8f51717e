extension Tensor {
  /// This result of an operation, recorded with its operands and its way back. Operands that are constants get nothing.
  func recorded(
    from operands: Tensor..., backward: @escaping @Sendable (_ gradient: Tensor, _ operands: OperandGradients) -> Void
  ) -> Tensor {
    recorded(fromAll: operands, backward: backward)
  }

  func recorded(
    fromAll operands: [Tensor],
    backward: @escaping @Sendable (_ gradient: Tensor, _ operands: OperandGradients) -> Void
  ) -> Tensor {
    guard let tape = Tape.current, operands.contains(where: tape.tracks) else { return detached() }
    return tape.record([self], from: operands) { gradients, operands in
      if let gradient = gradients[0] { backward(gradient, operands) }
    }[0]
  }
}
