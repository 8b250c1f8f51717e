import Recurrent
import Testing

@Suite struct RecurrentStreamTests {
  @Test(arguments: Cell.allCases)
  func stepsAreTheWholeSequence(_ cell: Cell) throws {
    let layer = seeded { RecurrentLayer(cell: cell, inputSize: 3, hiddenSize: 4, layers: 2) }
    let x = Tensor.test([1, 6, 3])
    let whole = layer(x)
    let stream = layer.makeStream()
    var state = layer.initialState()
    for time in 0..<6 {
      let y = try stream.step(x.step(time), state: &state)
      // Other kernels may serve single steps: a few units in the last place.
      #expect(y.distance(to: whole.output.step(time)) < 1e-6)
    }
    #expect(state.hidden.distance(to: whole.state.hidden) < 1e-6)
  }

  /// A network from tokens to probabilities, step by step and over the whole sequence.
  @Test func chainsAreTheWholeNetwork() throws {
    let embedding = Embedding(count: 5, size: 3)
    let (lstm, gru) = (LSTM(inputSize: 3, hiddenSize: 4, layers: 2), GRU(inputSize: 4, hiddenSize: 5))
    let (norm, output) = (LayerNorm(size: 5), Dense(inputSize: 5, outputSize: 20, activation: .tanh))
    let stream = RecurrentStream([
      .embedding(embedding), .recurrent(lstm), .activation(.relu), .recurrent(gru), .each(norm) { norm($0) },
      .dense(output), .activation(.softmax),
    ])
    let tokens: [Int32] = [0, 4, 2, 2, 1]
    let hidden = gru(lstm(embedding(IndexTensor([tokens]))).output.relu())
    let whole = output(norm(hidden.output)).softmax()
    var state = stream.initialState()
    for (time, token) in tokens.enumerated() {
      let y = try stream.step(token: token, state: &state)
      #expect(y.shape == [1, 20])
      // Other kernels may serve single steps: a few units in the last place.
      #expect(y.distance(to: whole.step(time)) < 1e-6)
    }
    #expect(state.layers.count == 3)
    #expect(state.layers[2].hidden.distance(to: hidden.state.hidden) < 1e-6)
  }

  @Test(arguments: Precision.allCases)
  func denseStepsHaveTheLayersBitsInEachPrecision(_ precision: Precision) throws {
    for (inputSize, outputSize) in [(5, 1), (16, 20), (70, 300)] {
      let dense = seeded { Dense(inputSize: inputSize, outputSize: outputSize) }
      let x = Tensor.test([1, inputSize])
      let (whole, step) = try withCompute(Compute(precision: precision)) {
        let stream = RecurrentStream([.dense(dense)])
        var state = stream.initialState()
        return (dense(x), try stream.step(x, state: &state))
      }
      #expect(step == whole, "\(inputSize) to \(outputSize)")
      #expect((step != dense(x)) == (precision != .float32))
    }
  }

  @Test func spansAreSteps() throws {
    let layer = seeded { LSTM(inputSize: 2, hiddenSize: 3) }
    let stream = layer.makeStream()
    var (a, b) = (stream.initialState(), stream.initialState())
    let x: [Float] = [1, 2]
    var y: [Float] = [0, 0, 0]
    for _ in 0..<3 {
      var target = y.mutableSpan
      try stream.step(x.span, into: &target, state: &a)
      #expect(try stream.step(Tensor(x), state: &b).scalars == y)
    }
  }

  @Test func whatIsHeldIsNotOverwritten() throws {
    let layer = seeded { GRU(inputSize: 2, hiddenSize: 3) }
    let stream = layer.makeStream()
    var state = layer.initialState()
    let first = try stream.step(Tensor([1, 2]), state: &state)
    let (firstScalars, saved) = (first.scalars, state)
    let savedScalars = saved.hidden.scalars
    let second = try stream.step(Tensor([3, 4]), state: &state)
    #expect(first.scalars == firstScalars && second.scalars != firstScalars)
    #expect(saved.hidden.scalars == savedScalars && state.hidden.scalars != savedScalars)
  }

  @Test func memoryIsUsedAgain() throws {
    let layer = seeded { LSTM(inputSize: 2, hiddenSize: 3) }
    let stream = layer.makeStream()
    var state = layer.initialState()
    _ = try stream.step(Tensor([1, 2]), state: &state)
    let places = try (0..<5).map { _ in
      let y = try stream.step(Tensor([1, 2]), state: &state)
      let output = y.withUnsafeScalars { $0.baseAddress }
      return [output, state.layers[0].hidden.withUnsafeScalars { $0.baseAddress }]
    }
    #expect(places.allSatisfy { $0 == places[0] })
  }

  @Test func followsChangedWeights() throws {
    let layer = seeded { RNN(inputSize: 2, hiddenSize: 3) }
    let stream = layer.makeStream()
    var (a, b) = (layer.initialState(), layer.initialState())
    let before = try stream.step(Tensor([1, 2]), state: &a)
    let bias = layer.parameters[2]
    bias.value = bias.value + 1
    let after = try stream.step(Tensor([1, 2]), state: &b)
    #expect(after.distance(to: before) > 0.01)
    #expect(after.distance(to: layer(Tensor([[[1, 2]]])).output.step(0)) < 1e-6)
  }

  @Test func followsWeightsIntoAStore() throws {
    let model = (lstm: seeded { LSTM(inputSize: 1, hiddenSize: 2) }, output: Dense(inputSize: 2, outputSize: 1))
    struct Both: Module { let lstm: LSTM, output: Dense }
    let stream = RecurrentStream([.recurrent(model.lstm), .dense(model.output)])
    let x = Tensor([0.5])
    var state = stream.initialState()
    let before = try stream.step(x, state: &state).item
    let optimizer = SGD(ParameterStore(Both(lstm: model.lstm, output: model.output)), learningRate: 0.1)
    state = stream.initialState()
    #expect(try stream.step(x, state: &state).item == before)
    try optimizer.parameters.withGradients { model.output(model.lstm(x.reshaped([1, 1, 1])).last).sum() }
    try optimizer.step()
    state = stream.initialState()
    let after = try stream.step(x, state: &state).item
    #expect(abs(after - model.output(model.lstm(x.reshaped([1, 1, 1])).last).item) < 1e-6)
    #expect(abs(after - before) > 1e-3)
  }

  /// One layer, several tasks, a stream and a state each: the same numbers as alone.
  @Test func servesManyTasksAtOnce() async throws {
    let layer = seeded { LSTM(inputSize: 2, hiddenSize: 8, layers: 2) }
    let run: @Sendable (UInt64) throws -> Tensor = { seed in
      let x = Tensor.test([1, 50, 2], seed: seed)
      let stream = layer.makeStream()
      var state = layer.initialState()
      var last = Tensor(0)
      for time in 0..<50 { last = try stream.step(x.step(time), state: &state) }
      return last
    }
    let alone = try (0..<8).map(run)
    let together = try await withThrowingTaskGroup(of: (Int, Tensor).self) { group in
      for index in 0..<8 { group.addTask { (index, try run(UInt64(index))) } }
      return try await group.reduce(into: [Int: Tensor]()) { $0[$1.0] = $1.1 }
    }
    for index in 0..<8 { #expect(together[index] == alone[index]) }
  }
}
