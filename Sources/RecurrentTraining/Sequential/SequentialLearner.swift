import RecurrentLayers

/// A ``Sequential`` with the examples that it learns from.
struct SequentialLearner: Learner {
  let model: Sequential
  let compiled: Compilation
  let examples: Examples
  let validation: Examples?
  let batchSize: Int
  let shuffles: Bool

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    let batches = trainer.random.withGenerator { generator in
      shuffles
        ? Batches(count: examples.count, batchSize: batchSize, shuffledBy: &generator)
        : Batches(count: examples.count, batchSize: batchSize)
    }
    var metrics = compiled.metrics
    func figures() -> [String: Double] { metrics.figures }
    return try trainer.runEpoch(batches, weight: \.count, metrics: figures, onProgress: onProgress) { positions in
      let batch = examples.batch(positions, through: model)
      for index in metrics.indices { metrics[index].add(batch) }
      return compiled.loss(batch)
    }
  }

  func validate() -> Evaluation? { validation.map { model.evaluate($0, compiled, batchSize: batchSize) } }
}
