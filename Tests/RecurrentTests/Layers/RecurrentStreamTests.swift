import Recurrent
import Testing

@Suite struct RecurrentStreamTests {
  @Test(arguments: Cell.allCases)
  func stepsAreTheWholeSequence(_ cell: Cell) {
    let layer = seeded { RecurrentLayer(cell: cell, inputSize: 3, hiddenSize: 4, layers: 2) }
    let x = Tensor.test([1, 6, 3])
    let whole = layer(x)
    let stream = layer.makeStream()
    var state = layer.initialState()
    for time in 0..<6 {
      let y = stream.step(x.step(time), state: &state)
      // Other kernels may serve single steps: a few units in the last place.
      #expect(y.distance(to: whole.output.step(time)) < 1e-6)
    }
    #expect(state.hidden.distance(to: whole.state.hidden) < 1e-6)
  }

  @Test func whatIsHeldIsNotOverwritten() {
    let layer = seeded { GRU(inputSize: 2, hiddenSize: 3) }
    let stream = layer.makeStream()
    var state = layer.initialState()
    let first = stream.step(Tensor([1, 2]), state: &state)
    let (firstScalars, saved) = (first.scalars, state)
    let savedScalars = saved.hidden.scalars
    let second = stream.step(Tensor([3, 4]), state: &state)
    #expect(first.scalars == firstScalars && second.scalars != firstScalars)
    #expect(saved.hidden.scalars == savedScalars && state.hidden.scalars != savedScalars)
  }

  @Test func memoryIsUsedAgain() {
    let layer = seeded { LSTM(inputSize: 2, hiddenSize: 3) }
    let stream = layer.makeStream()
    var state = layer.initialState()
    _ = stream.step(Tensor([1, 2]), state: &state)
    let places = (0..<5).map { _ in
      let y = stream.step(Tensor([1, 2]), state: &state)
      let output = y.withUnsafeScalars { $0.baseAddress }
      return [output, state.layers[0].hidden.withUnsafeScalars { $0.baseAddress }]
    }
    #expect(places.allSatisfy { $0 == places[0] })
  }

  @Test func followsChangedWeights() {
    let layer = seeded { RNN(inputSize: 2, hiddenSize: 3) }
    let stream = layer.makeStream()
    var (a, b) = (layer.initialState(), layer.initialState())
    let before = stream.step(Tensor([1, 2]), state: &a)
    let bias = layer.parameters[2]
    bias.value = bias.value + 1
    let after = stream.step(Tensor([1, 2]), state: &b)
    #expect(after.distance(to: before) > 0.01)
    #expect(after.distance(to: layer(Tensor([[[1, 2]]])).output.step(0)) < 1e-6)
  }

  /// One layer, several tasks, a stream and a state each: the same numbers as alone.
  @Test func servesManyTasksAtOnce() async {
    let layer = seeded { LSTM(inputSize: 2, hiddenSize: 8, layers: 2) }
    let run: @Sendable (UInt64) -> Tensor = { seed in
      let x = Tensor.test([1, 50, 2], seed: seed)
      let stream = layer.makeStream()
      var state = layer.initialState()
      var last = Tensor(0)
      for time in 0..<50 { last = stream.step(x.step(time), state: &state) }
      return last
    }
    let alone = (0..<8).map(run)
    let together = await withTaskGroup(of: (Int, Tensor).self) { group in
      for index in 0..<8 { group.addTask { (index, run(UInt64(index))) } }
      return await group.reduce(into: [Int: Tensor]()) { $0[$1.0] = $1.1 }
    }
    for index in 0..<8 { #expect(together[index] == alone[index]) }
  }
}
