import Recurrent

extension Translator {
  /// Trains on batches of like length, in another order each epoch.
  ///
  /// After each epoch the validation data is measured; in the end the model has the weights of the epoch with the best
  /// loss there, without one those of the last. The same seeds and data give the same weights, bit for bit, for any
  /// number of threads.
  ///
  /// - Parameter observer: sees each step and each epoch, with ``history`` up to it, and may stop the training. Stopped
  ///   in its first epoch, the model keeps what it learned so far. What it throws ends the training at once.
  /// - Throws: ``ConfigurationError``, `TrainingDivergence`, and what `observer` throws.
  @discardableResult
  public func train(
    on training: PairCorpus, validation: PairCorpus? = nil, recipe: TrainingRecipe = Translator.usualRecipe,
    observer: (TrainingEvent) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> TrainingSpeed {
    try recipe.validate()
    let learner = TranslatorLearner(
      self, training: training, validation: validation, batchSize: recipe.batchSize, seed: recipe.seed)
    let history = TrainingHistory(
      recipe: recipe, trainingCount: training.targetUnitCount, validationCount: validation?.targetUnitCount ?? 0)
    return try train(learner, history: history, monitor: .validationLoss, observer: observer)
  }

  /// More than enough for dates; sums take more epochs.
  public static let usualRecipe = TrainingRecipe(
    epochs: 10, batchSize: 128, learningRate: 0.002, decayAfter: 5, decay: 0.5, clip: 5)
}
