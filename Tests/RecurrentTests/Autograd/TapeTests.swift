import Recurrent
import Testing

@Suite struct TapeTests {
  @Test func sharedAndBranchingPathsAdd() {
    // f = (x y + x) x: df/dx = 2 x y + 2 x, df/dy = x².
    let (loss, gradients) = gradients(at: [Tensor(3), Tensor(5)]) { ($0[0] * $0[1] + $0[0]) * $0[0] }
    #expect(loss.item == 54)
    #expect(gradients.map(\.item) == [36, 9])
  }

  @Test func aGivenOutputGradientGoesThroughTheJacobian() {
    let layer = seeded { Dense(inputSize: 3, outputSize: 2) }
    let store = ParameterStore(layer)
    let (x, dy) = (Tensor.test([4, 3]), Tensor.test([4, 2], in: -1...1))
    _ = gradients(at: [x]) { (layer($0[0]) * dy).sum() }
    let expected = store.parameters.map { $0.parameter.gradient }
    store.clearGradients()
    let (y, slopes) = gradients(at: [x, x], outputGradient: dy) { layer($0[0]) }
    #expect(y == layer(x))
    #expect(slopes[0] == gradients(at: [x]) { (layer($0[0]) * dy).sum() }.gradients[0])
    #expect(slopes[1] == Tensor.zeros([4, 3]))
    store.clearGradients()
    _ = gradients(at: [x], outputGradient: dy) { layer($0[0]) }
    #expect(store.parameters.map { $0.parameter.gradient } == expected)
  }

  @Test func theSameTensorTwiceInOneOperation() {
    #expect(gradients(at: [Tensor(3)]) { $0[0] * $0[0] }.gradients[0].item == 6)
    #expect(gradients(at: [Tensor(3)]) { $0[0] - $0[0] }.gradients[0].item == 0)
    #expect(
      gradients(at: [Tensor([1, 2])]) { Tensor(concatenating: [$0[0], $0[0]], axis: 0).sum() }.gradients[0].scalars
        == [2, 2])
  }

  @Test func whatTheLossDoesNotDependOnHasNoGradient() {
    let (_, gradients) = gradients(at: [Tensor(3), Tensor(4)]) { inputs in
      _ = inputs[1] * inputs[1]
      return inputs[0] * 2
    }
    #expect(gradients.map(\.item) == [2, 0])
  }

  @Test func detachedTensorsAreConstants() {
    #expect(gradients(at: [Tensor(3)]) { $0[0] * $0[0].detached() }.gradients[0].item == 3)
  }

  @Test func writingMakesAConstant() {
    let gradient = gradients(at: [Tensor(3)]) { inputs in
      var copy = inputs[0] * 2
      copy.withUnsafeMutableScalars { $0[0] = 5 }
      return copy * inputs[0]
    }.gradients[0]
    #expect(gradient.item == 5)
  }

  @Test func theGradientStopsAtTheEdgeOfTheScope() {
    var carried = Tensor(0)
    _ = gradients(at: [Tensor(3)]) { inputs in
      carried = inputs[0] * 2
      return carried
    }
    let (loss, gradients) = gradients(at: [Tensor(10)]) { $0[0] * carried }
    #expect(loss.item == 60)
    #expect(gradients[0].item == 6)
  }

  @Test func scopesNest() {
    // The gradient of x² within, as a constant to the outer scope.
    let outer = gradients(at: [Tensor(3)]) { inputs in
      let inner = gradients(at: [Tensor(4)]) { $0[0] * $0[0] }.gradients[0]
      return inputs[0] * inner
    }
    #expect(outer.gradients[0].item == 8)
  }

  @Test func aGradientIsNotChangedByOneItShares() {
    // Both operands of + get the same gradient; then more is added to one of them.
    let (_, gradients) = gradients(at: [Tensor(1), Tensor(1)]) { ($0[0] + $0[1]) + $0[0] * 10 }
    #expect(gradients.map(\.item) == [11, 1])
  }

  @Test func anErrorClosesTheScope() throws {
    struct Failure: Error {}
    let store = ParameterStore(seeded { Dense(inputSize: 1, outputSize: 1) })
    #expect(throws: Failure.self) { try store.withGradients { throw Failure() } }
    #expect(try store.withGradients { store.parameters[0].parameter.value.sum() * 0 + 2 } == 2)
  }

  /// What was computed before the scope is a constant in it: nothing would be learned, in silence.
  @Test func aLossWithoutWeightsIsRefused() throws {
    let layer = seeded { Dense(inputSize: 2, outputSize: 1) }
    let before = layer(Tensor.ones([1, 2])).sum()
    #expect(throws: TrainingError.constantLoss) { try ParameterStore(layer).withGradients { before } }
  }
}
