import Recurrent
import Testing

/// A wrong shape stops the program with a message that names the layer, the axis, what was expected and what came.
@Suite struct ProgrammersMistakeTests {
  private func expect(_ result: ExitTest.Result?, says message: String) throws {
    let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(said.contains(message), "\(said)")
  }

  @Test func features() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LSTM(inputSize: 3, hiddenSize: 4)(Tensor.zeros([2, 5, 7]))
    }
    try expect(result, says: "LSTM: features axis of the input: expected 3, got 7")
  }

  @Test func rank() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = GRU(inputSize: 3, hiddenSize: 4)(Tensor.zeros([2, 3]))
    }
    try expect(result, says: "GRU: rank of the input [batch, time, features]: expected 3, got 2 in [2, 3]")
  }

  @Test func carriedBatch() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let layer = RNN(inputSize: 1, hiddenSize: 4, isStateful: true)
      _ = layer(Tensor.zeros([2, 3, 1]))
      _ = layer(Tensor.zeros([5, 3, 1]))
    }
    try expect(
      result, says: "RNN: hidden state [directions, batch, hiddenSize]: expected [1, 5, 4], got [1, 2, 4]")
  }

  @Test func lengths() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LSTM(inputSize: 1, hiddenSize: 1)(Tensor.zeros([2, 3, 1]), lengths: [3, 4])
    }
    try expect(result, says: "LSTM: length of row 1: expected 0...3, got 4")
  }

  @Test func dense() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Dense(inputSize: 3, outputSize: 1)(Tensor.zeros([2, 4]))
    }
    try expect(result, says: "Dense: last axis of the input: expected 3, got 4 in [2, 4]")
  }

  @Test func token() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Embedding(count: 3, size: 1)(IndexTensor([0, 3]))
    }
    try expect(result, says: "Embedding: token: expected 0..<3, got 3")
  }

  @Test func target() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = softmaxCrossEntropy(Tensor.zeros([1, 2]), targets: IndexTensor([2]))
    }
    try expect(result, says: "softmaxCrossEntropy: target: expected 0..<2 or -1, got 2")
  }

  @Test func operands() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.zeros([2, 3]) * Tensor.zeros([3, 2])
    }
    try expect(
      result,
      says: "Tensor *: shapes: expected equal sizes or 1 in each axis from the last, got [2, 3] and [3, 2]")
  }

  @Test func weightsChangedBeforeBackward() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let layer = Dense(inputSize: 1, outputSize: 1)
      let store = ParameterStore(layer)
      try store.withGradients {
        let loss = layer(Tensor([[1]])).sum()
        store.initialize(with: .zeros)
        return loss
      }
    }
    try expect(result, says: "Dense: weights in backward: expected those of forward, got changed ones")
  }

  @Test func aStoreWhoseParametersMoved() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let layer = Dense(inputSize: 1, outputSize: 1)
      let first = ParameterStore(layer)
      _ = ParameterStore(layer)
      _ = first.values
    }
    try expect(result, says: "ParameterStore: parameter weight has moved to another store")
  }

  @Test func twoScopesOnOneStore() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let store = ParameterStore(Dense(inputSize: 1, outputSize: 1))
      try store.withGradients { Tensor(try store.withGradients { Tensor(0) }) }
    }
    try expect(result, says: "ParameterStore.withGradients: scopes open on one store: expected 1, got 2")
  }

  @Test func aMaskOfAnotherBatch() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LSTM(inputSize: 1, hiddenSize: 1)(Tensor.zeros([2, 3, 1]), mask: SequenceMask(lengths: [1, 2], steps: 4))
    }
    try expect(result, says: "LSTM: [batch, time] of the mask: expected [2, 3], got [2, 4]")
  }

  @Test func aSpecificationForAnotherShape() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Sequential([.lstm(3)], inputShape: [4])
    }
    try expect(
      result, says: "LSTM: shape of the input: expected a sequence (None, time, features), got (None, 4)")
  }

  @Test func tokensWhereNumbersAreDue() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let layer: any LayerSpecification = .dense(3)
      _ = try layer.build(inputShape: [4])(LayerValue(IndexTensor([[1, 2, 3, 4]])))
    }
    try expect(result, says: "expected numbers, got tokens: only an Embedding takes them")
  }

  @Test func aBackwardLayerThatRunsForward() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Bidirectional(forward: RNN(inputSize: 1, hiddenSize: 2), backward: RNN(inputSize: 1, hiddenSize: 2))
    }
    try expect(result, says: "Bidirectional: direction of the backward layer: expected reverse, got forward")
  }

  @Test func aBackwardLayerWithOtherOptions() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Sequential([.bidirectional(.lstm(2), backwardLayer: .gru(2))], inputShape: [3, 1])
    }
    try expect(result, says: "Bidirectional: goBackwards of the backward layer: expected true, got false")
  }

  @Test func backwardBeforeForward() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var cell = RNNCell(RNNWeights(wx: Tensor([[1]]), wh: Tensor([[1]]), b: Tensor([0])))
      _ = cell.backward(Tensor([[1]]))
    }
    try expect(result, says: "RNNCell: backward: expected a forward pass before it, got none")
  }

  // MARK: Losses, metrics and Sequential

  @Test func weightsOfALoss() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = meanSquaredError(Tensor.zeros([2, 3]), targets: Tensor.zeros([2, 3]), weights: Tensor.zeros([3]))
    }
    try expect(result, says: "meanSquaredError: shape of the weights: expected the first axes of [2, 3], got [3]")
  }

  @Test func aWeightThatIsNotANumber() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = huberLoss(Tensor.zeros([2]), targets: Tensor.zeros([2]), weights: Tensor([1, .nan]))
    }
    try expect(result, says: "huberLoss: weight: expected a number of at least 0, got nan")
  }

  @Test func fittingBeforeCompiling() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try Sequential([.dense(1)]).fit(Tensor.zeros([4, 2]), Tensor.zeros([4, 1]))
    }
    try expect(result, says: "Sequential.fit: expected compile to be called first")
  }
}
