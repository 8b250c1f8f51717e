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

/// Training.md, a run that goes on.
func runOn(_ trainer: Trainer, _ learner: Forecasting) throws {
  let checkpoints = Checkpoints(in: "model", resumes: true) { print($0) }
  try trainer.run(learner, epochs: 20, checkpoints: checkpoints)
}

// Training.md, a callback that remembers.
final class Patience: Callback {
  private var worseEpochs = 0

  var memory: Int { worseEpochs }
  func restore(_ memory: Int) { worseEpochs = memory }

  func observe(_ event: TrainingEvent, in run: TrainingRun) -> TrainingDecision {
    guard case .epoch(_, let isBest, _) = event else { return .goOn }
    worseEpochs = isBest ? 0 : worseEpochs + 1
    return worseEpochs < 3 ? .goOn : .stop
  }
}

/// Training.md, a loop of one's own that goes on.
func loopOn(_ trainer: Trainer, _ windows: [Tensor], loss: (Tensor) -> Tensor) throws {
  struct Place: Codable {
    var trainer: TrainerState
    var window: Int
  }

  let folder = CheckpointFolder(in: "model")
  var window = 0
  if let place = try folder.load(Place.self) {
    try trainer.restore(place.trainer)
    window = place.window
  }
  while window < windows.count {
    try trainer.step { loss(windows[window]) }
    window += 1
    if window % 1000 == 0 { try folder.save(Place(trainer: trainer.memory, window: window)) }
  }
}
