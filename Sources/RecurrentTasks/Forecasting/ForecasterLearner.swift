import Recurrent

/// A forecaster with the windows it learns from.
struct ForecasterLearner: Learner {
  let forecaster: Forecaster
  let windows: SeriesWindows
  let training: Range<Int>
  /// Empty: no validation.
  let validation: Range<Int>
  let batchSize: Int

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    let batches = trainer.random.withGenerator {
      Batches(count: training.count, batchSize: batchSize, shuffledBy: &$0)
    }
    return try trainer.runEpoch(batches, weight: \.count, onProgress: onProgress) { places in
      let origins = places.map { training.lowerBound + $0 }
      return meanSquaredError(forecaster.network(windows.batch(origins)), targets: windows.targets(origins))
    }
  }

  func validate() -> Evaluation? {
    guard !validation.isEmpty else { return nil }
    let error = forecaster.deviation(at: validation, of: windows)
    return Evaluation(loss: error.mse, metrics: ["mae": error.mae])
  }
}
