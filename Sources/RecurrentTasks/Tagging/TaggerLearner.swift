import RecurrentLayers
import RecurrentTraining

/// A tagger with the treebank it learns from: one batch of sentences of like length a step.
final class TaggerLearner: Learner {
  private let tagger: Tagger
  private let training: TaggedCorpus
  private let validation: TaggedCorpus?
  private let batchSize: Int
  /// How often a word's place in the table of embeddings stays away from it; see ``blurred(_:by:)``.
  private let blurring: [Float]

  init(_ tagger: Tagger, training: TaggedCorpus, validation: TaggedCorpus?, batchSize: Int) {
    self.tagger = tagger
    self.training = training
    self.validation = validation
    self.batchSize = batchSize
    var counts = [Float](repeating: 0, count: tagger.vocabulary.words.count)
    for sentence in training.sentences {
      for place in sentence { counts[Int(training.forms.words[Int(place)])] += 1 }
    }
    blurring = counts.map { 0.25 / (0.25 + $0) }
  }

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    let batches = trainer.random.withGenerator {
      Batches(lengths: training.sentences.lengths, batchSize: batchSize, shuffledBy: &$0)
    }
    return try trainer.runEpoch(
      batches.lazy.map { self.blurred(self.training.batch($0), by: trainer.random) }, rows: \.lengths.count,
      weight: \.wordCount, onProgress: onProgress
    ) { batch, shard in
      let part = shard.isWhole ? batch : batch.rows(shard.rows)
      // Words without a tag do not count.
      let weight = part.tags.scalars.count { $0 >= 0 }
      return ShardLoss(loss: tagger.network.loss(of: part), weight: Double(weight))
    }
  }

  func validate() -> Evaluation? {
    validation.map { corpus in
      let figures = tagger.figures(on: corpus)
      return Evaluation(loss: figures.natsPerWord, metrics: ["accuracy": figures.accuracy])
    }
  }

  /// Takes a word seen n times for `<unk>` with probability 0.25 / (0.25 + n), so that the model learns what to make of
  /// words it will not know (Kiperwasser and Goldberg 2016).
  private func blurred(_ batch: TaggerBatch, by random: RandomSource) -> TaggerBatch {
    var blurred = batch
    let unknown = tagger.vocabulary.words.id(of: .unknown) ?? 0
    let words = random.withGenerator { generator in
      batch.words.scalars.map { generator.nextUniform(in: 0...1) < blurring[Int($0)] ? unknown : $0 }
    }
    blurred.words = IndexTensor(shape: batch.words.shape, scalars: words)
    return blurred
  }

  var conditions: [TrainingCondition] {
    .data(training: training.fingerprint, validation: validation?.fingerprint ?? Fingerprint())
  }
}
