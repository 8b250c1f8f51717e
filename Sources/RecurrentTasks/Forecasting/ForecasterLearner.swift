import RecurrentLayers
import RecurrentTraining

/// A forecaster with the windows it learns from.
struct ForecasterLearner: Learner {
  let forecaster: Forecaster
  let windows: SeriesWindows
  let training: Range<Int>
  /// Empty: no validation.
  let validation: Range<Int>
  let batchSize: Int

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    let order = trainer.random.withGenerator { RandomPermutation(training.count, using: &$0) }
    let batches = Batches(count: training.count, batchSize: batchSize)
    return try trainer.runEpoch(batches, rows: \.count, weight: \.count, onProgress: onProgress) { places, shard in
      let (inputs, targets) = windows.examples(at: places[shard.rows].map { training.lowerBound + order[$0] })
      let loss = meanSquaredError(forecaster.network(inputs), targets: targets)
      return ShardLoss(loss: loss, weight: Double(shard.rows.count))
    }
  }

  func validate() -> Evaluation? {
    guard !validation.isEmpty else { return nil }
    let error = forecaster.deviation(at: validation, of: windows)
    return Evaluation(loss: error.mse, metrics: ["mae": error.mae])
  }

  var conditions: [TrainingCondition] {
    .data(training: windows.fingerprint(of: training), validation: windows.fingerprint(of: validation))
  }
}
