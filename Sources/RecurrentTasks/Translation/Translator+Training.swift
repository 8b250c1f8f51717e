import RecurrentLayers
import RecurrentTraining

extension Translator {
  /// Trains, as ``TaskModel`` says, on batches of like length, in another order each epoch; each unit of a target is
  /// learned from the right ones before it (teacher forcing: Williams and Zipser 1989).
  ///
  /// - Throws: ``ConfigurationError``, `DataError` where there is nothing to learn from or the pairs are not of this
  ///   translator's vocabulary and lengths, `CheckpointMismatch`, `TrainingDivergence`, and what `observer` throws.
  @discardableResult
  public func train(
    on training: PairCorpus, validation: PairCorpus? = nil, recipe: TrainingRecipe = Translator.usualRecipe,
    checkpoints: Checkpoints? = nil, callbacks: [any Callback] = [],
    observer: (TrainingEvent) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> TrainingSpeed {
    try recipe.validate()
    for corpus in [training] + (validation.map { [$0] } ?? []) { try requireFitting(corpus) }
    guard training.count > 0 else { throw DataError.empty }
    let learner = TranslatorLearner(
      self, training: training, validation: validation, batchSize: recipe.batchSize)
    let history = TrainingHistory(
      recipe: recipe, trainingCount: training.targetUnitCount, validationCount: validation?.targetUnitCount ?? 0)
    return try train(
      learner, history: history, monitor: .validationLoss, checkpoints: checkpoints, callbacks: callbacks,
      observer: observer)
  }

  /// Found on sums and dates: small batches let it find out how to carry.
  public static let usualRecipe = TrainingRecipe(
    epochs: 10, batchSize: 32, learningRate: 0.003, schedule: .cosine, clip: 5)
}
