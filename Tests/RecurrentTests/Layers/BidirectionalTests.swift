import Recurrent
import Testing

@Suite struct BidirectionalTests {
  private let x = Tensor.test([3, 4, 2])
  private let mask = MaskPattern.holes.mask

  private func joined(_ cell: Cell, _ mode: Bidirectional.MergeMode?) -> Bidirectional {
    seeded {
      Bidirectional(
        RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3, direction: .bidirectional), mergeMode: mode)
    }
  }

  /// Two layers with the weights of one of both directions.
  private func apart(_ cell: Cell, _ mode: Bidirectional.MergeMode?) -> Bidirectional {
    let one = joined(cell, mode)
    let forward = RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3)
    let backward = RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3, direction: .reverse)
    for (to, from) in zip(forward.parameters + backward.parameters, one.parameters) { to.value = from.value }
    return Bidirectional(forward: forward, backward: backward, mergeMode: mode)
  }

  @Test(arguments: Cell.allCases, Bidirectional.MergeMode.allCases)
  func oneLayerIsTwo(_ cell: Cell, _ mode: Bidirectional.MergeMode) {
    let (one, two) = (joined(cell, mode), apart(cell, mode))
    #expect(one.outputSize == two.outputSize && one.outputSize == (mode == .concatenate ? 6 : 3))
    for mask in [nil, mask] {
      let (a, b) = (one(x, mask: mask), two(x, mask: mask))
      // Other kernels may serve one direction: a few units in the last place.
      #expect(a.output.shape == [3, 4, one.outputSize] && a.last.shape == [3, one.outputSize])
      #expect(a.output.distance(to: b.output) < 1e-6 && a.last.distance(to: b.last) < 1e-6)
      #expect(a.forwardState.hidden.distance(to: b.forwardState.hidden) < 1e-6)
      #expect(a.backwardState.hidden.distance(to: b.backwardState.hidden) < 1e-6)
      // And goes on from a state as two do.
      let (c, d) = (
        one(x, state: (a.forwardState, a.backwardState), mask: mask),
        two(x, state: (b.forwardState, b.backwardState), mask: mask)
      )
      #expect(c.output.distance(to: d.output) < 1e-6)
    }
  }

  @Test func mergesElementByElement() {
    let plain = joined(.gruResetAfter, nil)(x)
    let (f, b) = (plain.forward, plain.backward)
    #expect(joined(.gruResetAfter, .sum)(x).output == f + b)
    #expect(joined(.gruResetAfter, .multiply)(x).output == f * b)
    #expect(joined(.gruResetAfter, .average)(x).output == (f + b) * 0.5)
    #expect(joined(.gruResetAfter, .concatenate)(x).output == Tensor(concatenating: [f, b], axis: 2))
    // The forward direction ends at the last step, the backward one at the first.
    #expect(joined(.gruResetAfter, .sum)(x).last == f.step(3) + b.step(0))
  }

  @Test(arguments: Bidirectional.MergeMode.allCases)
  func gradients(_ mode: Bidirectional.MergeMode) throws {
    for layer in [joined(.lstm, mode), apart(.lstm, mode)] {
      let loss = { (x: Tensor) in
        let result = layer(x, mask: mask)
        return result.output.fingerprint() + result.last.fingerprint()
      }
      try expectParameterGradients(ParameterStore(layer)) { loss(x) }
      try expectInputGradients([x]) { loss($0[0]) }
    }
  }

  @Test func directionsMayDiffer() {
    let layer = Bidirectional(
      forward: LSTM(inputSize: 2, hiddenSize: 3), backward: RNN(inputSize: 2, hiddenSize: 5, direction: .reverse))
    #expect(layer(x).output.shape == [3, 4, 8])
    #expect(layer.namedParameters.map(\.name).contains("backward.weight_ih_l0"))
  }

  @Test func statefulDirectionsGoOnAndAreReset() {
    let layer = seeded {
      Bidirectional(LSTM(inputSize: 2, hiddenSize: 3, direction: .bidirectional, isStateful: true))
    }
    let first = layer(x).output
    #expect(layer(x).output.distance(to: first) > 1e-3)
    layer.resetStates()
    #expect(layer(x).output == first)
  }
}
