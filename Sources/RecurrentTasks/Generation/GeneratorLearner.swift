import RecurrentLayers
import RecurrentTraining

/// A generator with the texts it learns from: one batch of texts of like length a step.
struct GeneratorLearner: Learner {
  let generator: SequenceGenerator
  let data: GeneratorData
  let batchSize: Int

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    let lengths = data.training.texts.lengths
    let batches = trainer.random.withGenerator {
      Batches(lengths: lengths, batchSize: batchSize, shuffledBy: &$0)
    }
    // The end of each text is a token too.
    let weight = { (places: [Int]) in places.reduce(0) { $0 + lengths[$1] + 1 } }
    return try trainer.runEpoch(batches, rows: \.count, weight: weight, onProgress: onProgress) { places, shard in
      let (own, longest) = (Array(places[shard.rows]), places.map { lengths[$0] + 1 }.max() ?? 1)
      let loss = generator.loss(of: data.training, at: own, leastSteps: longest)
      return ShardLoss(loss: loss, weight: Double(weight(own)))
    }
  }

  func validate() -> Evaluation? {
    data.validation.map { Evaluation(loss: generator.meanNats(of: $0)) }
  }

  var conditions: [TrainingCondition] {
    .data(training: data.training.fingerprint, validation: data.validation?.fingerprint ?? Fingerprint())
  }
}
