import RecurrentLayers
import RecurrentText
import RecurrentTraining

extension TextClassifier {
  /// Trains, as ``TaskModel`` says, on batches of texts of like length, in another order each epoch. The best epoch is
  /// the most accurate.
  ///
  /// - Throws: ``ConfigurationError``, `DataError` where there is nothing to learn from or the texts were read with a
  ///   larger vocabulary, `CheckpointMismatch`, `TrainingDivergence`, and what `observer` throws.
  @discardableResult
  public func train(
    on data: LabeledData, recipe: TrainingRecipe = TextClassifier.usualRecipe,
    checkpoints: Checkpoints? = nil, callbacks: [any Callback] = [],
    observer: (TrainingEvent) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> TrainingSpeed {
    try recipe.validate()
    for part in [data.training, data.validation] { try part.requireFitting(vocabulary) }
    guard data.training.count > 0 else { throw DataError.empty }
    return try train(
      TextClassifierLearner(classifier: self, data: data, batchSize: recipe.batchSize),
      history: TrainingHistory(
        recipe: recipe, item: .text, trainingCount: data.training.count, validationCount: data.validation.count),
      monitor: .validationAccuracy, checkpoints: checkpoints, callbacks: callbacks, observer: observer)
  }
}
