import Recurrent

/// A fit with everything that remembers: dropout, a stateful layer, momentum, schedules, metrics and callbacks. It goes on
/// from its last checkpoint, and ends in the same files however often it was killed.
enum FitTrial {
  static func run(into folder: String, threads: Int) throws {
    var generator = RandomGenerator(seed: 3)
    let (x, y) = (Tensor.uniform([64, 12, 2], using: &generator), Tensor.uniform([64, 3], using: &generator))
    let model = Sequential(
      [
        .lstm(24, returnSequences: true, stateful: true, dropout: 0.3), .dropout(0.2),
        .gru(16, recurrentDropout: 0.4), .dense(3),
      ], seed: 9)
    model.compile(
      optimizer: .adam(learningRate: 0.02), loss: .huber(delta: 0.5), metrics: [.meanAbsoluteError, .macroF1],
      clippingNorm: 0.5, schedules: [.steps(.warmUp(over: 8)), .run(.cosine(over: 1000, floor: 0.1))])
    let callbacks: [any Callback] = [
      try CSVLog(path: folder + ".csv", resumes: true), Checkpoint(model, to: folder + "-best"),
      EarlyStopping(monitor: .validationLoss, patience: 30),
      ReduceOnPlateau(monitor: .lowest("loss"), patience: 1, minimumImprovement: 0.02),
    ]
    try withCompute(Compute(threads: threads)) {
      try model.fit(
        x, y, batchSize: 8, epochs: 16, validationData: (x.slice(0..<16, axis: 0), y.slice(0..<16, axis: 0)),
        callbacks: callbacks, checkpoints: Checkpoints(in: folder, schedule: .steps(1), resumes: true), verbose: false)
    }
    try model.save(to: folder)
  }
}
