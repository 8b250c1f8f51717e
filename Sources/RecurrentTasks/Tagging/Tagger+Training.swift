import RecurrentLayers
import RecurrentTraining

extension Tagger {
  /// Trains, as ``TaskModel`` says, on batches of like length, in another order each epoch. The best epoch is the most
  /// accurate.
  ///
  /// - Throws: ``ConfigurationError``, `DataError` where there is nothing to learn from or a corpus was read for another
  ///   tagger, `CheckpointMismatch`, `TrainingDivergence`, and what `observer` throws.
  @discardableResult
  public func train(
    on training: TaggedCorpus, validation: TaggedCorpus? = nil, recipe: TrainingRecipe = Tagger.usualRecipe,
    checkpoints: Checkpoints? = nil, callbacks: [any Callback] = [],
    observer: (TrainingEvent) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> TrainingSpeed {
    try recipe.validate()
    for corpus in [training] + (validation.map { [$0] } ?? []) { try requireFitting(corpus) }
    guard training.sentenceCount > 0 else { throw DataError.empty }
    let learner = TaggerLearner(
      self, training: training, validation: validation, batchSize: recipe.batchSize)
    let history = TrainingHistory(
      recipe: recipe, trainingCount: training.wordCount, validationCount: validation?.wordCount ?? 0)
    return try train(
      learner, history: history, monitor: .validationAccuracy, checkpoints: checkpoints, callbacks: callbacks,
      observer: observer)
  }

  /// Found on the development sets of UD English EWT and UD Korean GSD.
  public static let usualRecipe = TrainingRecipe(
    epochs: 10, batchSize: 16, learningRate: 0.003, schedule: .cosine, clip: 5)
}
