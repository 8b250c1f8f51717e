import RecurrentKernels

extension Tensor {
  /// The hyperbolic tangent of each element.
  public func tanh() -> Tensor { activated(by: .tanh) }
  /// 1 / (1 + e^-x) of each element.
  public func sigmoid() -> Tensor { activated(by: .sigmoid) }
  /// max(x, 0) of each element.
  public func relu() -> Tensor { activated(by: .relu) }

  /// The function of every element.
  public func activated(by activation: Activation) -> Tensor {
    guard activation != .linear else { return self }
    let result = Tensor(uninitialized: shape)
    Compute.current.run("Tensor.\(activation)", activation.forward(count: count, x: floats, y: result.buffer.floats))
    guard slot != nil else { return result }
    return result.recorded(from: self) { gradient, operands in
      operands[0].add { result.activationGradient(activation, ofOutput: gradient) }
    }
  }

  /// dy f'(y) with this tensor as y, the output of the activation.
  func activationGradient(_ activation: Activation, ofOutput dy: Tensor) -> Tensor {
    guard activation != .linear else { return dy }
    let result = Tensor(uninitialized: shape)
    Compute.current.run(
      "Tensor.\(activation)",
      activation.backward(count: count, y: floats, dy: dy.floats, dx: result.buffer.floats))
    return result
  }
}
