import RecurrentFormats
import RecurrentLayers
import RecurrentTraining

/// A training of two epochs of two steps, with something to remember in each of its parts.
enum SmallTraining {
  static func run(in folder: String, schedule: CheckpointSchedule, resumes: Bool) throws {
    let model = Sequential([.lstm(2, dropout: 0.3), .dense(1)], seed: 1)
    model.compile(optimizer: .adam, loss: .meanSquaredError, metrics: [.meanAbsoluteError])
    var random = RandomGenerator(seed: 2)
    let (x, y) = (Tensor.uniform([4, 3, 2], using: &random), Tensor.uniform([4, 1], using: &random))
    try model.fit(
      x, y, batchSize: 2, epochs: 2, validationData: (x, y), callbacks: [EarlyStopping(monitor: .validationLoss)],
      checkpoints: Checkpoints(in: folder, schedule: schedule, resumes: resumes), verbose: false)
  }
}
