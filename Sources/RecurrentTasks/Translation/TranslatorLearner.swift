import RecurrentLayers
import RecurrentTraining

/// A translator with the pairs it learns from: one batch of sources of like length a step.
final class TranslatorLearner: Learner {
  private let translator: Translator
  private let training: PairCorpus
  private let validation: PairCorpus?
  private let batchSize: Int

  init(_ translator: Translator, training: PairCorpus, validation: PairCorpus?, batchSize: Int) {
    self.translator = translator
    self.training = training
    self.validation = validation
    self.batchSize = batchSize
  }

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    let batches = trainer.random.withGenerator {
      Batches(lengths: training.sources.lengths, batchSize: batchSize, shuffledBy: &$0)
    }
    let examples = batches.lazy.map { [training, translator] places in
      Example(
        source: translator.sourceBatch(places.map { training.sources[$0] }),
        target: translator.targetBatch(places.map { training.targets[$0] }))
    }
    return try trainer.runEpoch(
      examples, rows: \.source.lengths.count, weight: \.unitCount, onProgress: onProgress
    ) { batch, shard in
      let (source, target) = (batch.source.rows(shard.rows), batch.target.rows(shard.rows))
      let loss = translator.network.loss(of: target, given: source)
      return ShardLoss(loss: loss, weight: Double(target.lengths.reduce(0, +)))
    }
  }

  /// The pairs of one step.
  private struct Example {
    let source: SourceBatch
    let target: TargetBatch

    var unitCount: Int { target.lengths.reduce(0, +) }
  }

  func validate() -> Evaluation? {
    validation.map { corpus in
      let figures = translator.teacherForcedFigures(on: corpus)
      return Evaluation(loss: figures.natsPerUnit, metrics: ["accuracy": figures.accuracy])
    }
  }

  var conditions: [TrainingCondition] {
    .data(training: training.fingerprint, validation: validation?.fingerprint ?? Fingerprint())
  }
}
