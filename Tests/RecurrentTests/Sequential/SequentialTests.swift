import Recurrent
import Testing

@Suite struct SequentialTests {
  /// y = 2 a - b, learnable by one dense layer.
  private let x = Tensor.test([64, 2])
  private var y: Tensor { Tensor(shape: [64, 1], scalars: (0..<64).map { 2 * x[$0, 0] - x[$0, 1] }) }

  private func linear(seed: UInt64 = 1) -> Sequential {
    let model = Sequential([.dense(1)], seed: seed)
    model.compile(optimizer: .sgd(learningRate: 0.5), loss: .meanSquaredError, metrics: [.meanAbsoluteError])
    return model
  }

  // MARK: Fit, evaluate, predict

  @Test func itLearns() throws {
    let model = linear()
    let history = try model.fit(x, y, batchSize: 16, epochs: 40)
    #expect(history["loss"].count == 40 && history["mae"].count == 40)
    #expect(history["loss"][39] < 1e-6)
    let weights = try #require(model.namedParameters.first { $0.name == "dense.weight" }?.parameter.value.scalars)
    #expect(abs(weights[0] - 2) < 1e-2 && abs(weights[1] + 1) < 1e-2)
    #expect(try model.predict(x).distance(to: y) < 1e-2)
  }

  @Test func predictionsDoNotDependOnTheBatch() throws {
    let model = Sequential([.gru(5), .dense(3, activation: .softmax)])
    let x = Tensor.test([7, 4, 2])
    let whole = try model.predict(x, batchSize: 7)
    #expect(whole.shape == [7, 3])
    // Kernels may sum in another order for another batch.
    #expect(try model.predict(x, batchSize: 2).distance(to: whole) < 1e-6)
  }

  @Test func evaluationIsOfAllExamplesTogether() throws {
    let model = linear()
    let whole = try model.evaluate(x, y, batchSize: 64)
    for size in [1, 5, 32] {
      let parts = try model.evaluate(x, y, batchSize: size)
      #expect(abs(parts.loss - whole.loss) < 1e-6)
      #expect(abs(try #require(parts.metrics["mae"]) - (try #require(whole.metrics["mae"]))) < 1e-9)
    }
  }

  @Test func maskedStepsCountExactly() throws {
    let model = Sequential([.embedding(5, 3, maskZero: true), .lstm(4, returnSequences: true), .dense(2)])
    model.compile(loss: .sparseCategoricalCrossEntropy(fromLogits: true), metrics: [.accuracy])
    let tokens = IndexTensor([[1, 2, 3], [4, 0, 0], [2, 2, 0]])
    let labels = IndexTensor([[0, 1, 1], [1, 0, 0], [0, 0, 1]])
    let whole = try model.evaluate(tokens, labels, batchSize: 3)
    let single = try model.evaluate(tokens, labels, batchSize: 1)
    #expect(abs(whole.loss - single.loss) < 1e-6)
    #expect(whole.metrics == single.metrics)
    // The same with the padding's labels changed.
    let other = IndexTensor([[0, 1, 1], [1, 1, 1], [0, 0, 0]])
    #expect(try model.evaluate(tokens, other, batchSize: 3).loss == whole.loss)
  }

  @Test func theSameSeedIsTheSameModel() throws {
    let seeds: [UInt64] = [1, 1, 2]
    let runs = try seeds.map { seed -> [Float] in
      let model = Sequential([.lstm(3, dropout: 0.3), .dropout(0.2), .dense(1)], seed: seed)
      model.compile(optimizer: .adam, loss: .meanSquaredError)
      try model.fit(Tensor.test([20, 4, 2]), Tensor.test([20, 1]), batchSize: 8, epochs: 3)
      return model.namedParameters.flatMap { $0.parameter.value.scalars }
    }
    #expect(runs[0] == runs[1] && runs[0] != runs[2])
  }

  @Test func fittingGoesOn() throws {
    let twice = linear()
    try twice.fit(x, y, epochs: 2, shuffle: false)
    let second = try twice.fit(x, y, epochs: 3, shuffle: false)
    let once = linear()
    let whole = try once.fit(x, y, epochs: 5, shuffle: false)
    #expect(second.epochs.map(\.epoch) == [3, 4, 5])
    #expect(Array(whole["loss"].suffix(3)) == second["loss"])
  }

  @Test func shufflingMixesTheExamples() throws {
    let (mixed, ordered) = (linear(), linear())
    try mixed.fit(x, y, batchSize: 4)
    try ordered.fit(x, y, batchSize: 4, shuffle: false)
    #expect(try mixed.predict(x) != ordered.predict(x))
  }

  @Test func aLastAxisOfOneMayBeLeftOut() throws {
    let model = linear()
    #expect(try model.evaluate(x, y.reshaped([64])) == model.evaluate(x, y))
    let classifier = Sequential([.dense(3)])
    classifier.compile(loss: .sparseCategoricalCrossEntropy(fromLogits: true), metrics: [.accuracy])
    let labels = IndexTensor((0..<64).map { Int32($0 % 3) })
    #expect(try classifier.evaluate(x, labels.reshaped([64, 1])) == classifier.evaluate(x, labels))
    let binary = Sequential([.dense(1, activation: .sigmoid)])
    binary.compile(loss: .binaryCrossEntropy, metrics: [.accuracy, .f1()])
    let ones = IndexTensor((0..<64).map { Int32($0 % 2) })
    let numbers = Tensor(shape: [64, 1], scalars: ones.scalars.map { Float($0) })
    #expect(try binary.evaluate(x, ones) == binary.evaluate(x, numbers))
  }

  // MARK: Validation

  @Test func theSplitIsTheEnd() throws {
    let model = linear()
    let history = try model.fit(x, y, epochs: 1, validationSplit: 0.25, shuffle: false)
    let last = try model.evaluate(x.slice(48..<64, axis: 0), y.slice(48..<64, axis: 0))
    #expect(history["val_loss"] == [last.loss])
    #expect(history["val_mae"] == [try #require(last.metrics["mae"])])
    let other = linear()
    let given = try other.fit(
      x.slice(0..<48, axis: 0), y.slice(0..<48, axis: 0), epochs: 1,
      validationData: (x.slice(48..<64, axis: 0), y.slice(48..<64, axis: 0)), shuffle: false)
    #expect(given["val_loss"] == history["val_loss"])
  }

  /// As in Keras: what is given is measured on, and nothing is split off.
  @Test func givenValidationDataComesBeforeASplit() throws {
    let (both, given) = (linear(), linear())
    let validation = (x: x.slice(0..<8, axis: 0), y: y.slice(0..<8, axis: 0))
    let history = try both.fit(x, y, epochs: 2, validationSplit: 0.5, validationData: validation)
    #expect(try given.fit(x, y, epochs: 2, validationData: validation) == history)
    #expect(history["val_loss"].last == (try both.evaluate(validation.x, validation.y).loss))
  }

  @Test func earlyStoppingPutsTheBestBack() throws {
    let model = linear()
    // Validation data of another function: learning makes it worse after a time.
    let wrong = y * -1
    let stopping = EarlyStopping(patience: 2)
    let history = try model.fit(x, y, epochs: 30, validationData: (x, wrong), callbacks: [stopping])
    #expect(history.epochs.count < 30)
    let best = try #require(history["val_loss"].min())
    #expect(try model.evaluate(x, wrong).loss == best)
  }

  // MARK: Weights

  @Test func aWeightOfZeroLeavesAnExampleOut() throws {
    var spoilt = y
    spoilt.withUnsafeMutableScalars { $0[0] = 100 }
    let weights = Tensor([0] + [Float](repeating: 1, count: 63))
    let model = linear()
    try model.fit(x, spoilt, batchSize: 16, epochs: 40, sampleWeight: weights)
    let rest = try model.evaluate(x, y)
    #expect(rest.loss < 1e-5)
    #expect(try model.evaluate(x, spoilt, sampleWeight: weights).loss < 1e-5)
  }

  /// One step of plain descent: the gradient with class weights is that with the same weights for each example.
  @Test func classWeightsAreWeightsOfExamples() throws {
    let labels = IndexTensor((0..<64).map { x[$0, 0] > 0.3 ? 2 : x[$0, 0] > 0 ? 1 : 0 })
    var oneHot = Tensor.zeros([64, 3])
    for (row, label) in labels.scalars.enumerated() { oneHot[row, Int(label)] = 1 }
    let byExample = labels.weights(ofClasses: [1, 0.5, 4])
    func weights(_ loss: Loss, _ y: some SamplesConvertible, _ classes: [Int: Float]?, _ each: Tensor?) throws
      -> [Float]
    {
      let model = Sequential([.dense(3)])
      model.compile(optimizer: .sgd, loss: loss)
      try model.fit(x, y, batchSize: 64, classWeight: classes, sampleWeight: each)
      return model.namedParameters.flatMap { $0.parameter.value.scalars }
    }
    let sparse = Loss.sparseCategoricalCrossEntropy(fromLogits: true)
    let expected = try weights(sparse, labels, nil, byExample)
    #expect(try weights(sparse, labels, [1: 0.5, 2: 4], nil) == expected)
    #expect(try weights(sparse, labels, [1: 1, 2: 8], byExample.mapped { _ in 0.5 }) != expected)
    let dense = Loss.categoricalCrossEntropy(fromLogits: true)
    #expect(
      try weights(dense, oneHot, [1: 0.5, 2: 4], nil) == weights(dense, oneHot, nil, byExample))
  }

  // MARK: Summary

  @Test func theSummaryIsKeras() {
    let model = Sequential(
      [.embedding(2000, 128), .lstm(196, returnSequences: true), .lstm(30), .dense(2, activation: .softmax)],
      inputShape: [nil])
    // Parameters as Keras counts them.
    #expect(
      model.summary() == """
        Model: "sequential"
        Layer (type)            Output Shape        Param #
        ===================================================
        embedding (Embedding)   (None, None, 128)   256,000
        lstm (LSTM)             (None, None, 196)   254,800
        lstm_1 (LSTM)           (None, 30)           27,240
        dense (Dense)           (None, 2)                62
        ===================================================
        Total params: 538,102
        """)
    #expect(model.namedParameters.map(\.name).contains("lstm_1.weight_hh_l0"))
  }

  // MARK: What goes wrong

  @Test func dataThatCannotBeLearnedFromIsNamed() throws {
    let model = linear()
    let none = IndexTensor(shape: [0, 3], scalars: [])
    #expect(throws: DataError.empty) { try model.fit(none, none) }
    var spoilt = y
    spoilt.withUnsafeMutableScalars { $0[5] = .nan }
    #expect(throws: DataError.notFinite(what: "target", example: 5)) { try model.fit(x, spoilt) }
    var infinite = x
    infinite.withUnsafeMutableScalars { $0[7] = .infinity }
    #expect(throws: DataError.notFinite(what: "input", example: 3)) { try model.fit(infinite, y) }
    #expect(throws: DataError.notFinite(what: "target", example: 5)) { try model.evaluate(x, spoilt) }
    #expect(throws: DataError.emptySplit(examples: 64, fraction: 0.999)) {
      try model.fit(x, y, validationSplit: 0.999)
    }
    let classifier = Sequential([.dense(3)])
    classifier.compile(loss: .sparseCategoricalCrossEntropy(fromLogits: true))
    let labels = IndexTensor((0..<64).map { $0 == 9 ? 3 : 0 })
    #expect(throws: DataError.unknownLabel(3, example: 9, classes: 3)) { try classifier.fit(x, labels) }
  }

  @Test func aRateTooHighIsADivergence() throws {
    let model = Sequential([.dense(1)])
    model.compile(optimizer: .sgd(learningRate: 1e30), loss: .meanSquaredError)
    #expect(throws: TrainingDivergence.self) { try model.fit(x, y, epochs: 50) }
    let quiet = TerminateOnNaN()
    #expect(try model.fit(x, y, epochs: 50, callbacks: [quiet]).epochs.count < 50)
    #expect(quiet.divergence != nil)
    #expect(try model.predict(x).scalars.allSatisfy { $0.isFinite })
  }

  @Test func callbacksAndSchedulesAreHeeded() throws {
    let model = Sequential([.dense(1)])
    model.compile(
      optimizer: .sgd(learningRate: 0.4), loss: .huber, clippingNorm: 0.1,
      schedules: [.epochs(.staircase(every: 1, factor: 0.5))])
    var lines: [String] = []
    let history = try model.fit(x, y, epochs: 3, callbacks: [CSVLog { lines.append($0) }])
    #expect(history["learning_rate"].map { Float($0) } == [0.4, 0.2, 0.1])
    #expect(lines.count == 4)
  }

  @Test func aLossAndAMetricOfOnesOwn() throws {
    let model = Sequential([.dense(1)])
    let loss = Loss("fourthPower") { batch in
      guard case .numbers(let targets) = batch.targets else { return Tensor(0) }
      let difference = batch.predictions - targets
      let square = difference * difference
      return (square * square).mean()
    }
    let largest = MeanMetric("positive") { predictions, _ in predictions.scalars.map { $0 > 0 ? 1 : 0 } }
    model.compile(optimizer: .adam(learningRate: 0.05), loss: loss, metrics: [largest])
    let history = try model.fit(x, y, epochs: 30)
    #expect(history["loss"][29] < 0.01 * history["loss"][0])
    #expect(abs(history["positive"][29] - 0.5) < 0.2)
  }
}

extension Tensor {
  func mapped(_ function: (Float) -> Float) -> Tensor { Tensor(shape: shape, scalars: scalars.map(function)) }
}
