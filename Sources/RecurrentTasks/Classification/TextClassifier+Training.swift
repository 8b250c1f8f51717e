import Recurrent
import RecurrentText

extension TextClassifier {
  /// Trains on batches of texts of like length. After each epoch the validation texts are measured; in the end the
  /// classifier has the weights of the epoch that was right most often, without validation those of the last. The same
  /// seeds and texts give the same weights, bit for bit, for any number of threads.
  ///
  /// - Parameter observer: sees each step and each epoch, with ``history`` up to it, and may stop the training. What it
  ///   throws ends the training at once.
  /// - Throws: ``ConfigurationError``, `TrainingDivergence`, and what `observer` throws.
  @discardableResult
  public func train(
    on data: LabeledData, recipe: TrainingRecipe = TextClassifier.usualRecipe,
    observer: (TrainingEvent) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> TrainingSpeed {
    try recipe.validate()
    return try train(
      TextClassifierLearner(classifier: self, data: data, batchSize: recipe.batchSize),
      history: TrainingHistory(
        recipe: recipe, item: .text, trainingCount: data.training.count, validationCount: data.validation.count),
      monitor: .validationAccuracy, observer: observer)
  }
}
