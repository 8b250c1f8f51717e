import RecurrentLayers
import RecurrentTraining

/// A language model with the text it learns from: one window of truncated back-propagation a step.
struct LanguageModelLearner: Learner {
  let model: LanguageModel
  let windows: TokenStream
  /// Empty: no validation.
  let validation: any TokenStorage

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    var state: RecurrentState?
    return try trainer.runEpoch(windows, weight: \.targets.count, onProgress: onProgress) { window in
      let (loss, next) = model.network.loss(of: window.inputs, targets: window.targets, state: state)
      state = next
      return loss
    }
  }

  func validate() -> Evaluation? {
    validation.count == 0 ? nil : Evaluation(loss: model.crossEntropy(of: validation))
  }
}
