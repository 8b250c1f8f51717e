import Recurrent

/// What a ``TrainingLoop`` drives: a model with the data that it learns from and is measured on.
protocol Learner {
  /// Learns from all training data once. A batch counts in the mean loss by its tokens.
  ///
  /// - Throws: `TrainingError`, and what `onProgress` throws.
  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress

  /// The mean loss on the validation data; nil where there is none.
  func validate() -> Double?
}
