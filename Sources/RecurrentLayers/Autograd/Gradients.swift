/// The gradients of a loss with respect to tensors, rather than parameters.
///
/// ```swift
/// let (loss, gradients) = gradients(at: [x, y]) { meanSquaredError($0[0], targets: $0[1]) }
/// ```
/// Layers behave as the scope around it says: outside ``withTraining(_:)`` dropout does nothing, so that one sees what a
/// trained model heeds. Parameters of layers used in `loss` and held by a ``ParameterStore`` get theirs added to.
/// - Returns: The loss, and for each tensor of `inputs` a gradient of its shape; zeros where the loss does not depend on
///   it.
public func gradients(
  at inputs: [Tensor], of loss: ([Tensor]) throws -> Tensor
) rethrows -> (loss: Tensor, gradients: [Tensor]) {
  let (result, gradients) = try differentiate(at: inputs, of: loss) { result in
    check(result.count == 1, "gradients(at:of:)", "count of the loss", expected: 1, got: result.count)
    return Tensor.ones(result.shape)
  }
  return (result, gradients)
}

/// The gradients of a loss that is computed elsewhere, by its gradient with respect to what `body` returns: the product
/// of that vector with the Jacobian of `body`.
///
/// Parameters of layers used in `body` and held by a ``ParameterStore`` get theirs added to.
/// - Parameter outputGradient: of the shape of what `body` returns.
/// - Returns: What `body` returned, and for each tensor of `inputs` a gradient of its shape.
public func gradients(
  at inputs: [Tensor], outputGradient: Tensor, of body: ([Tensor]) throws -> Tensor
) rethrows -> (output: Tensor, gradients: [Tensor]) {
  let (output, gradients) = try differentiate(at: inputs, of: body) { output in
    check(
      output.shape == outputGradient.shape, "gradients(at:outputGradient:of:)", "shape of the output's gradient",
      expected: output.shape, got: outputGradient.shape)
    return outputGradient.detached()
  }
  return (output, gradients)
}

private func differentiate(
  at inputs: [Tensor], of body: ([Tensor]) throws -> Tensor, from gradient: (Tensor) -> Tensor
) rethrows -> (Tensor, [Tensor]) {
  let tape = Tape()
  defer { tape.clear() }
  let leaves = inputs.map(tape.leaf)
  let result = try Tape.$current.withValue(tape) { try body(leaves) }
  let found = tape.backward(from: result, gradient: gradient(result), leaves: leaves)
  return (result.detached(), zip(found, inputs).map { $0 ?? Tensor.zeros($1.shape) })
}
