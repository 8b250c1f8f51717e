import Recurrent
import Testing

@Suite struct CallbackTests {
  /// One weight that falls by 1 an epoch, measured as it is told to be.
  private struct Scripted: Learner {
    let weight: Parameter
    let losses: [Double]

    func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
      try trainer.runEpoch([1], onProgress: onProgress) { _ in weight.value.sum() }
    }

    func validate() -> Evaluation? { Evaluation(loss: losses[Int(-weight.value.item) - 1]) }
  }

  private let weight = Parameter(name: "weight", shape: [], initializer: .zeros)

  private func run(_ losses: [Double], _ callbacks: any Callback...) throws -> TrainingResult {
    let trainer = Trainer(SGD(ParameterStore([NamedParameter(name: "weight", parameter: weight)]), learningRate: 1))
    return try trainer.run(
      Scripted(weight: weight, losses: losses), epochs: losses.count, monitor: nil, callbacks: callbacks)
  }

  // MARK: Early stopping

  @Test(arguments: [(0, 3), (1, 3), (2, 4), (3, 7)])
  func patience(_ patience: Int, stopsAfter epoch: Int) throws {
    let stopping = EarlyStopping(patience: patience)
    let result = try run([5, 3, 4, 3.5, 2.9, 4, 3, 3], stopping)
    #expect(result.history.epochs.count == (patience == 3 ? 8 : epoch))
    #expect(stopping.stoppedEpoch == (patience == 3 ? 8 : epoch))
    #expect(stopping.bestEpoch == (patience == 3 ? 5 : 2))
    #expect(result.ending == .stopped)
    #expect(weight.value.item == (patience == 3 ? -5 : -2))
  }

  @Test func theBestComesBackAlsoAtTheEnd() throws {
    let stopping = EarlyStopping(patience: 9)
    let result = try run([5, 3, 4], stopping)
    #expect(result.ending == .completed && stopping.stoppedEpoch == nil)
    #expect(weight.value.item == -2)
  }

  @Test func unlessItIsNotWanted() throws {
    _ = try run([5, 3, 4], EarlyStopping(patience: 1, restoresBestWeights: false))
    #expect(weight.value.item == -3)
  }

  @Test func littleIsNoImprovement() throws {
    let stopping = EarlyStopping(minimumImprovement: 0.5, patience: 2)
    let result = try run([5, 4.8, 4.6, 4, 3], stopping)
    #expect(result.history.epochs.count == 3 && stopping.bestEpoch == 1)
    let other = EarlyStopping(monitor: .highest("val_loss"), patience: 1)
    weight.value = Tensor(0)
    #expect(try run([1, 2, 1.5, 3], other).history.epochs.count == 3)
  }

  // MARK: The others

  @Test func theRateFallsOnAPlateau() throws {
    var rates: [Float] = []
    let witness = Observer { event, run in
      if case .epoch = event { rates.append(run.trainer.learningRate) }
      return .goOn
    }
    // Weights must not depend on the rate here: the losses are told by the step.
    struct Steps: Learner {
      let weight: Parameter
      let losses: [Double]
      let trainer: Trainer
      func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
        try trainer.runEpoch([1], onProgress: onProgress) { _ in weight.value.sum() }
      }
      func validate() -> Evaluation? { Evaluation(loss: losses[trainer.steps - 1]) }
    }
    let trainer = Trainer(SGD(ParameterStore([NamedParameter(name: "weight", parameter: weight)]), learningRate: 1))
    let losses = [5, 4, 4, 4, 4, 4, 4, 3, 3, 3.0]
    try trainer.run(
      Steps(weight: weight, losses: losses, trainer: trainer), epochs: 10, monitor: nil,
      callbacks: [ReduceOnPlateau(factor: 0.5, patience: 2, cooldown: 1, minimumRate: 0.2), witness])
    // Two epochs no better, a reduction, one epoch in which nothing is counted, two more...
    #expect(rates == [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.2])
  }

  /// Keras's `min_delta`: a little less is a plateau too.
  @Test func aSlopeTooGentleIsAPlateau() throws {
    func rate(_ minimumImprovement: Double) throws -> Float {
      weight.value = Tensor(0)
      let trainer = Trainer(SGD(ParameterStore([NamedParameter(name: "weight", parameter: weight)]), learningRate: 1))
      let plateau = ReduceOnPlateau(factor: 0.5, patience: 3, minimumImprovement: minimumImprovement)
      try trainer.run(
        Scripted(weight: weight, losses: [5, 4.75, 4.5, 4.25]), epochs: 4, monitor: nil, callbacks: [plateau])
      return trainer.learningRate
    }
    #expect(try rate(0.125) == 1)
    #expect(try rate(1) == 0.5)
  }

  @Test func checkpointsAreOfTheBest() throws {
    var saved: [Int] = []
    _ = try run([5, 3, 4, 2], Checkpoint { report, _ in saved.append(report.epoch) })
    #expect(saved == [1, 2, 4])
    weight.value = Tensor(0)
    saved = []
    _ = try run([5, 3, 4, 2], Checkpoint(monitor: nil) { report, _ in saved.append(report.epoch) })
    #expect(saved == [1, 2, 3, 4])
  }

  @Test func aSaveThatFailsEndsTheRun() throws {
    struct DiskFull: Error {}
    #expect(throws: DiskFull.self) { try run([5, 3], Checkpoint { _, _ in throw DiskFull() }) }
  }

  @Test func divergenceEndsQuietlyIfWished() throws {
    let quiet = TerminateOnNaN()
    let result = try run([5, .nan, 4], quiet)
    #expect(result.history.epochs.count == 1 && weight.value.item == -1)
    #expect(quiet.divergence?.epoch == 2 && quiet.divergence?.step == 1)
    guard case .diverged(let divergence) = result.ending else {
      Issue.record("\(result.ending)")
      return
    }
    #expect(divergence.epoch == 2)
    weight.value = Tensor(0)
    #expect(throws: TrainingDivergence.self) { try run([5, .nan, 4]) }
  }

  @Test func theLogIsCSV() throws {
    var lines: [String] = []
    _ = try run([5, 0.25], CSVLog { lines.append($0) })
    #expect(lines == ["epoch,learning_rate,loss,val_loss\n", "1,1.0,0.0,5.0\n", "2,1.0,-1.0,0.25\n"])
  }

  /// A figure of one's own may be called anything.
  @Test func theLogQuotesItsNames() throws {
    let model = Sequential([.dense(1)])
    let figures = ["hits, of 3", "\"best\""].map { MeanMetric($0) { _, _ in [1] } }
    model.compile(optimizer: .sgd, loss: .meanSquaredError, metrics: figures)
    var lines: [String] = []
    try model.fit(
      Tensor.ones([2, 1]), Tensor.ones([2, 1]), callbacks: [CSVLog { lines.append($0) }], verbose: false)
    #expect(lines[0] == "epoch,\"\"\"best\"\"\",\"hits, of 3\",learning_rate,loss\n")
  }

  @Test func aFigureThatIsNotThereIsNamed() {
    let model = Sequential([.dense(1)], inputShape: [2])
    model.compile(optimizer: .sgd, loss: .meanSquaredError)
    for callback in [EarlyStopping(), ReduceOnPlateau(monitor: .validationLoss)] as [any Callback] {
      #expect(throws: MissingFigure(figure: "val_loss", known: ["learning_rate", "loss"])) {
        try model.fit(Tensor.zeros([4, 2]), Tensor.zeros([4, 1]), callbacks: [callback], verbose: false)
      }
    }
    #expect(model.history.epochs.isEmpty, "before the first step")
  }
}
