import Recurrent

/// A language model with the text it learns from: one window of truncated back-propagation a step.
struct LanguageModelLearner: Learner {
  let model: LanguageModel
  let windows: TokenStream
  /// Empty: no validation.
  let validation: [Int32]

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    var state: RecurrentState?
    return try trainer.runEpoch(windows, weight: \.targets.count, onProgress: onProgress) { window in
      let (loss, next) = model.network.loss(of: window.inputs, targets: window.targets, state: state)
      state = next
      return loss
    }
  }

  func validate() -> Evaluation? {
    validation.isEmpty ? nil : Evaluation(loss: model.crossEntropy(of: validation))
  }
}
