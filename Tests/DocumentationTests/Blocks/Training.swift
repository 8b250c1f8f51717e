import Recurrent

/// What Training.md trains.
struct Regression: Module {
  let lstm = LSTM(inputSize: 3, hiddenSize: 8)
  let output = Dense(inputSize: 8, outputSize: 1)

  func callAsFunction(_ x: Tensor) -> Tensor { output(lstm(x).last) }
}

// Training.md, a learner.
struct Forecasting: Learner {
  let model: Regression
  let training: [(x: Tensor, y: Tensor)]
  let validation: [(x: Tensor, y: Tensor)]

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    try trainer.runEpoch(training, weight: \.x.shape[0], onProgress: onProgress) { batch in
      meanSquaredError(model(batch.x), targets: batch.y)
    }
  }

  func validate() -> Evaluation? {
    let losses = validation.map { Double(meanSquaredError(model($0.x), targets: $0.y).item) }
    return Evaluation(loss: losses.reduce(0, +) / Double(losses.count))
  }
}

/// Training.md, a run.
func run(_ model: Regression, _ training: [(x: Tensor, y: Tensor)], _ validation: [(x: Tensor, y: Tensor)]) throws {
  let learner = Forecasting(model: model, training: training, validation: validation)
  let trainer = Trainer(Adam(ParameterStore(model)), clippingNorm: 1, seed: 1)
  let result = try trainer.run(learner, epochs: 20)
  print(result.history["val_loss"], result.history.bestEpoch ?? 0)
}

/// Training.md, a callback.
func runSaving(
  _ model: Regression, _ trainer: Trainer, _ learner: Forecasting,
  save: @escaping (Regression, EpochReport) throws -> Void
) throws {
  let saving = Observer { event, run in
    if case .epoch(let report, isBest: true, _) = event { try save(model, report) }
    return .goOn
  }
  try trainer.run(learner, epochs: 20, callbacks: [saving])
}
