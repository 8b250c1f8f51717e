import RecurrentLayers
import RecurrentTraining

/// A language model with the text it learns from: one window of truncated back-propagation a step.
final class LanguageModelLearner: Learner {
  private let model: LanguageModel
  private let tokens: LanguageModel.Tokens
  private let windows: TokenStream
  /// After the last window; nil: zeros.
  private var state: RecurrentState?

  init(_ model: LanguageModel, _ tokens: LanguageModel.Tokens, batch: Int, steps: Int) throws(DataError) {
    (self.model, self.tokens) = (model, tokens)
    windows = try TokenStream(tokens.training, batch: batch, steps: steps)
  }

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    state = nil
    return try trainer.runEpoch(windows, weight: \.targets.count, onProgress: onProgress) { window in
      let (loss, next) = model.network.loss(of: window.inputs, targets: window.targets, state: state)
      state = next
      return loss
    }
  }

  func validate() -> Evaluation? {
    tokens.validation.count == 0 ? nil : Evaluation(loss: model.crossEntropy(of: tokens.validation))
  }

  var memory: RecurrentState? { state }

  func restore(_ memory: RecurrentState?) throws {
    try memory?.requireShape(of: model.network.rnn.initialState(batch: windows.batch), "carried state")
    state = memory
  }

  var conditions: [TrainingCondition] {
    var (training, validation) = (Fingerprint(), Fingerprint())
    training.add(tokens: tokens.training)
    validation.add(tokens: tokens.validation)
    return .data(training: training, validation: validation)
  }
}
