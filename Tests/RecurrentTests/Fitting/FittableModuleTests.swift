import Recurrent
import Testing

/// A module in the words of `Sequential`.
@Suite struct FittableModuleTests {
  private struct Memory: FittableModule {
    let lstm = LSTM(inputSize: 1, hiddenSize: 8)
    let output = Dense(inputSize: 8, outputSize: 1)

    func callAsFunction(_ x: Tensor, lengths: [Int]?) -> Tensor { output(lstm(x, lengths: lengths).last) }
  }

  private struct Tagger: FittableModule {
    let embedding = Embedding(count: 6, size: 4)
    let gru = GRU(inputSize: 4, hiddenSize: 8)
    let output = Dense(inputSize: 8, outputSize: 6)

    func callAsFunction(_ x: IndexTensor, lengths: [Int]?) -> Tensor {
      output(gru(embedding(x), lengths: lengths).output)
    }
  }

  /// What the first step was.
  private func examples(_ count: Int) -> (x: Tensor, y: Tensor) {
    let x = Tensor.test([count, 5, 1], seed: 2)
    return (x, x.step(0))
  }

  @Test func itLearnsIsMeasuredAndAsked() throws {
    let model = seeded { Memory() }
    let trainer = Trainer(Adam(ParameterStore(model), learningRate: 0.02), clippingNorm: 1, seed: 1)
    let (x, y) = examples(256)
    let before = try model.evaluate(x, y, loss: .meanSquaredError).loss
    let history = try model.fit(
      x, y, trainer: trainer, loss: .meanSquaredError, metrics: [.meanAbsoluteError], batchSize: 16, epochs: 15,
      validationSplit: 0.25, verbose: false)
    #expect(history["val_mean_absolute_error"].count == 15 || history.epochs[0].figures.keys.contains("val_loss"))
    let after = try model.evaluate(x, y, loss: .meanSquaredError).loss
    #expect(after < before / 10)
    #expect(try model.predict(x, batchSize: 7).distance(to: y) < 0.5)
  }

  /// The same steps as a `Sequential` of the same layers and weights takes.
  @Test func itTakesTheStepsOfASequential() throws {
    let sequential = Sequential([.dense(3, activation: .tanh), .dense(2)], inputShape: [4], seed: 3)
    sequential.compile(optimizer: .sgd(learningRate: 0.1), loss: .meanSquaredError)
    struct Network: FittableModule {
      let layers: [Dense]
      func callAsFunction(_ x: Tensor, lengths: [Int]?) -> Tensor { layers[1](layers[0](x)) }
    }
    let network = Network(layers: [
      Dense(inputSize: 4, outputSize: 3, activation: .tanh), Dense(inputSize: 3, outputSize: 2),
    ])
    for (own, other) in zip(network.namedParameters, sequential.namedParameters) {
      own.parameter.value = other.parameter.value
    }
    let (x, y) = (Tensor.test([10, 4], seed: 1), Tensor.test([10, 2], seed: 2))
    let trainer = Trainer(SGD(ParameterStore(network), learningRate: 0.1), seed: 3)
    let own = try network.fit(x, y, trainer: trainer, loss: .meanSquaredError, batchSize: 4, epochs: 3, verbose: false)
    let other = try sequential.fit(x, y, batchSize: 4, epochs: 3, verbose: false)
    #expect(own == other)
    #expect(try network.predict(x) == sequential.predict(x))
  }

  @Test func lengthsCountForTheLossToo() throws {
    let model = seeded { Tagger() }
    let rows: [[Int32]] = [[1, 2, 3, 4], [5], [2, 3]]
    let padded = PaddedSequences(rows)
    let trainer = Trainer(Adam(ParameterStore(model), learningRate: 0.05), seed: 1)
    let loss = Loss.sparseCategoricalCrossEntropy(fromLogits: true)
    try model.fit(padded, padded.values, trainer: trainer, loss: loss, epochs: 60, verbose: false)
    let together = try model.evaluate(padded, padded.values, loss: loss).loss
    // The mean over seven steps, not over the twelve of the box.
    let apart = try rows.reduce(0) { sum, row in
      sum + (try model.evaluate([row], [row], loss: loss).loss) * Double(row.count)
    }
    #expect(abs(together - apart / 7) < 1e-5 && together < 0.2)
  }

  @Test func whatItCannotTakeThrows() throws {
    let model = seeded { Memory() }
    let trainer = Trainer(SGD(ParameterStore(model), learningRate: 0.1))
    let (x, y) = examples(4)
    #expect(throws: DataError.kind(what: "examples", expected: "numbers (a Tensor)", got: "tokens")) {
      try model.predict(IndexTensor([[1, 2]]))
    }
    #expect(throws: DataError.count(what: "targets", expected: 4, got: 3)) {
      try model.fit(x, y.slice(0..<3, axis: 0), trainer: trainer, loss: .meanSquaredError, verbose: false)
    }
    #expect(throws: DataError.notFinite(what: "input", example: 0)) { try model.predict(x * .nan) }
    #expect(throws: DataError.empty) { try model.predict(Tensor.zeros([0, 5, 1])) }
  }
}
