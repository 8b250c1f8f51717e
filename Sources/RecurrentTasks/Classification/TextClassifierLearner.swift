import RecurrentLayers
import RecurrentTraining

/// A classifier with the texts it learns from: one batch of texts of like length a step.
struct TextClassifierLearner: Learner {
  let classifier: TextClassifier
  let data: LabeledData
  let batchSize: Int
  /// What a text of each label counts in the loss. nil: 1.
  private let labelWeights: [Float]?

  init(classifier: TextClassifier, data: LabeledData, batchSize: Int) {
    (self.classifier, self.data, self.batchSize) = (classifier, data, batchSize)
    labelWeights =
      classifier.configuration.balancesLabels
      ? Self.balancedWeights(data.training.labels, labelCount: classifier.vocabulary.labels.count) : nil
  }

  /// n / (k n_c) for a label with n_c of the n texts, where k labels occur: each weighs the same in all, and a text 1 in
  /// the mean.
  private static func balancedWeights(_ labels: [Int32], labelCount: Int) -> [Float] {
    var counts = [Int](repeating: 0, count: labelCount)
    for label in labels { counts[Int(label)] += 1 }
    let occurring = counts.count { $0 > 0 }
    return counts.map { $0 > 0 ? Float(labels.count) / Float(occurring * $0) : 0 }
  }

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    let batches = trainer.random.withGenerator {
      Batches(lengths: data.training.texts.lengths, batchSize: batchSize, shuffledBy: &$0)
    }
    // What is hidden is drawn for the whole batch.
    let examples = batches.lazy.map { places in
      (places, classifier.network.batch(places.map { data.training.texts[$0] }, hiding: trainer.random))
    }
    return try trainer.runEpoch(
      examples, rows: \.0.count, weight: \.0.count, onProgress: onProgress
    ) { example, shard in
      let (places, texts) = example
      let targets = IndexTensor(places[shard.rows].map { data.training.labels[$0] })
      let logits = classifier.network(shard.isWhole ? texts : texts.rows(shard.rows))
      let loss = softmaxCrossEntropy(
        logits, targets: targets, labelSmoothing: classifier.configuration.labelSmoothing,
        weights: labelWeights.map(targets.weights(ofClasses:)))
      return ShardLoss(loss: loss, weight: Double(shard.rows.count))
    }
  }

  func validate() -> Evaluation? {
    guard data.validation.count > 0 else { return nil }
    let figures = classifier.figures(on: data.validation)
    return Evaluation(loss: figures.natsPerText, metrics: ["accuracy": figures.accuracy, "f1": figures.f1])
  }

  var conditions: [TrainingCondition] {
    .data(training: data.training.fingerprint, validation: data.validation.fingerprint)
  }
}
