/// The gradients of a loss with respect to tensors, rather than parameters.
///
/// ```swift
/// let (loss, gradients) = gradients(at: [x, y]) { meanSquaredError($0[0], targets: $0[1]) }
/// ```
/// Parameters of layers used in `loss` and held by a ``ParameterStore`` get theirs added to.
/// - Returns: The loss, and for each tensor of `inputs` a gradient of its shape; zeros where the loss does not depend on
///   it.
public func gradients(
  at inputs: [Tensor], of loss: ([Tensor]) throws -> Tensor
) rethrows -> (loss: Tensor, gradients: [Tensor]) {
  let tape = Tape()
  defer { tape.clear() }
  let leaves = inputs.map(tape.leaf)
  let result = try Tape.$current.withValue(tape) { try loss(leaves) }
  check(result.count == 1, "gradients(at:of:)", "count of the loss", expected: 1, got: result.count)
  let gradients = zip(tape.backward(from: result, leaves: leaves), inputs).map { $0 ?? Tensor.zeros($1.shape) }
  return (result.detached(), gradients)
}
