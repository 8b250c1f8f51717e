import Recurrent
import Testing

@Suite struct TrainerTests {
  private func makeTrainer(seed: UInt64 = 1) -> (TokenModel, Trainer) {
    let model = seeded { TokenModel(vocabulary: 4, hiddenSize: 3, dropout: 0.3) }
    return (model, Trainer(Adam(ParameterStore(model), learningRate: 0.01), clippingNorm: 1, seed: seed))
  }

  private func run(_ trainer: Trainer, _ model: TokenModel, epochs: Int) throws -> [Double] {
    let stream = try TokenStream((0..<40).map { Int32($0 * $0 % 4) }, batch: 2, steps: 5)
    return try (0..<epochs).map { _ in
      try trainer.runEpoch(stream, weight: \.inputs.count) { window in
        model.decoder.softmaxCrossEntropy(of: model(window.inputs), targets: window.targets)
      }.loss
    }
  }

  @Test func sameSeedSameBits() throws {
    let losses = try [UInt64(1), 1, 2].map { seed in
      let (model, trainer) = makeTrainer(seed: seed)
      return try run(trainer, model, epochs: 2)
    }
    #expect(losses[0] == losses[1])
    // Another seed, other dropout masks.
    #expect(losses[0] != losses[2])
  }

  @Test func goesOnWhereARunWasSaved() throws {
    let (model, trainer) = makeTrainer()
    _ = try run(trainer, model, epochs: 1)
    let (values, state, random) = (trainer.optimizer.parameters.values, trainer.optimizer.state, trainer.random.state)
    let expected = try run(trainer, model, epochs: 1)
    let (copy, resumed) = makeTrainer(seed: 99)
    resumed.optimizer.parameters.values = values
    resumed.optimizer.state = state
    resumed.random.state = random
    #expect(try run(resumed, copy, epochs: 1) == expected)
  }

  @Test func tellsItsProgress() throws {
    let (model, trainer) = makeTrainer()
    let stream = try TokenStream((0..<41).map { Int32($0 % 4) }, batch: 2, steps: 8)
    var events: [TrainingProgress] = []
    func note(_ progress: TrainingProgress) { events.append(progress) }
    let summary = try trainer.runEpoch(stream, weight: \.inputs.count, onProgress: note) { window in
      model.decoder.softmaxCrossEntropy(of: model(window.inputs), targets: window.targets)
    }
    #expect(events.map(\.batchesDone) == [1, 2, 3])
    #expect(events.allSatisfy { $0.batchCount == 3 && $0.epoch == 1 })
    #expect(events.map(\.weight) == [16, 32, 40])
    #expect(events.last == summary)
    #expect(summary.secondsLeft == 0 && summary.speed > 0)
    #expect(events[0].secondsLeft > 0)
    #expect(trainer.steps == 3 && trainer.epochs == 1)
  }

  @Test func theMeanLossWeighsTheBatches() throws {
    let weight = Parameter(name: "weight", shape: [1], initializer: .zeros)
    let trainer = Trainer(SGD(ParameterStore([NamedParameter(name: "weight", parameter: weight)]), learningRate: 0))
    let summary = try trainer.runEpoch([1, 3], weight: \.self) { (weight.value + Float($0)).sum() }
    // (1 * 1 + 3 * 3) / 4
    #expect(summary.loss == 2.5)
  }

  @Test func theLearningRateDecays() throws {
    let (model, trainer) = makeTrainer()
    trainer.schedules = [.epochs(.exponential(factor: 0.5, after: 1))]
    var rates: [Float] = []
    for _ in 0..<4 {
      rates.append(trainer.optimizer.learningRate)
      _ = try run(trainer, model, epochs: 1)
    }
    #expect(rates == [0.01, 0.01, 0.005, 0.0025])
  }

  @Test func aLossThatIsNotANumberLeavesTheParameters() throws {
    let (_, trainer) = makeTrainer()
    let store = trainer.optimizer.parameters
    let before = store.values
    #expect(throws: TrainingError.self) { try trainer.step { store.parameters[0].parameter.value.sum() * .nan } }
    #expect(store.values == before && trainer.steps == 0)
  }

  @Test func anErrorInProgressEndsTheEpoch() throws {
    struct Cancelled: Error {}
    func cancel(_: TrainingProgress) throws { throw Cancelled() }
    let (model, trainer) = makeTrainer()
    #expect(throws: Cancelled.self) {
      try trainer.runEpoch([IndexTensor([[0, 1]])], onProgress: cancel) { model($0).sum() }
    }
    #expect(trainer.epochs == 0 && trainer.steps == 1)
  }
}
