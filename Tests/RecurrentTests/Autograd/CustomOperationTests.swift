import Recurrent
import Testing

/// Operations with a derivative of their own, and what a tape makes of parameters.
@Suite struct CustomOperationTests {
  @Test func theDerivativeIsTheCallers() {
    func reversed(_ x: Tensor) -> Tensor { Tensor.custom(x, operands: [x]) { gradient in [-gradient] } }
    #expect(reversed(Tensor(3)).item == 3)
    #expect(gradients(at: [Tensor(3)]) { reversed($0[0] * 2) * 5 }.gradients[0].item == -10)
  }

  @Test func severalResultsAndOperands() {
    // Quotient and rest; the rest is not asked for.
    let slopes = gradients(at: [Tensor(7), Tensor(2)]) { x in
      let (a, b) = (x[0].item, x[1].item)
      let results = Tensor.custom([Tensor(a / b), Tensor(a - b)], operands: x) { gradients in
        #expect(gradients[1] == nil)
        let dq = gradients[0]?.item ?? 0
        return [Tensor(dq / b), Tensor(-dq * a / (b * b))]
      }
      return results[0] * 4
    }.gradients
    #expect(slopes.map(\.item) == [2, -7])
  }

  @Test func noGradientIsZeros() {
    let slopes = gradients(at: [Tensor(3), Tensor(4)]) { x in
      Tensor.custom(x[0].detached(), operands: x) { [$0, nil] }
    }.gradients
    #expect(slopes.map(\.item) == [1, 0])
  }

  @Test func aWrongShapeIsNamed() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = gradients(at: [Tensor([1, 2])]) { x in Tensor.custom(Tensor(1), operands: x) { [$0] } }
    }
    let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(said.contains("Tensor.custom: shape of the gradient of operand 0: expected [2], got []"), "\(said)")
  }

  /// A Gaussian likelihood in three lines.
  @Test func aLikelihoodOfOnesOwn() throws {
    let (mean, logScale, y) = (Tensor.test([4], seed: 1), Tensor.test([4], seed: 2), Tensor.test([4], seed: 3))
    try expectInputGradients([mean, logScale]) { inputs in
      let z = (y - inputs[0]) / inputs[1].exp()
      return (0.5 * z.squared() + inputs[1]).sum()
    }
  }

  @Test func aParametersUsesAddUp() throws {
    let layer = seeded { Dense(inputSize: 2, outputSize: 2, bias: false) }
    let store = ParameterStore(layer)
    try store.withGradients {
      let (w, v) = (layer.weight.value, layer.weight.value)
      return (w * v).sum() + w.sum() + layer(Tensor([[1, 1]])).sum()
    }
    let expected = layer.weight.value * 2 + 2
    #expect(try #require(layer.weight.gradient).distance(to: expected) < 1e-6)
  }

  /// A value is a view, and stays what it was.
  @Test func aValueOutlivesTheStep() throws {
    let layer = seeded { Dense(inputSize: 2, outputSize: 2) }
    let optimizer = SGD(ParameterStore(layer), learningRate: 1)
    let before = layer.weight.value
    let scalars = before.scalars
    try optimizer.parameters.withGradients { layer(Tensor([[1, 1]])).sum() }
    try optimizer.step()
    #expect(before.scalars == scalars)
    #expect(layer.weight.value.scalars == scalars.map { $0 - 1 })
  }
}
