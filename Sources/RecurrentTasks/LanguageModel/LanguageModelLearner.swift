import RecurrentLayers
import RecurrentTraining

/// A language model with the text it learns from: one window of truncated back-propagation a step.
final class LanguageModelLearner: Learner {
  private let model: LanguageModel
  private let tokens: LanguageModel.Tokens
  private let windows: TokenStream
  /// After the last window.
  private var states = ShardStates()

  init(_ model: LanguageModel, _ tokens: LanguageModel.Tokens, batch: Int, steps: Int) throws(DataError) {
    (self.model, self.tokens) = (model, tokens)
    windows = try TokenStream(tokens.training, batch: batch, steps: steps)
  }

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    states = ShardStates()
    return try trainer.runEpoch(
      windows, rows: \.inputs.shape[0], weight: \.targets.count, onProgress: onProgress
    ) { window, shard in
      let part = shard.isWhole ? window : window.rows(shard.rows)
      let (loss, next) = model.network.loss(of: part.inputs, targets: part.targets, state: states[shard])
      states[shard] = next
      return ShardLoss(loss: loss, weight: Double(part.targets.count))
    }
  }

  func validate() -> Evaluation? {
    tokens.validation.count == 0 ? nil : Evaluation(loss: model.crossEntropy(of: tokens.validation))
  }

  func gatherMemory(on communicator: any Communicator) throws { try states.gather(on: communicator) }

  var memory: RecurrentState? { states.whole }

  func restore(_ memory: RecurrentState?) throws {
    try memory?.requireShape(of: model.network.rnn.initialState(batch: windows.batch), "carried state")
    states = ShardStates(memory)
  }

  var conditions: [TrainingCondition] {
    var (training, validation) = (Fingerprint(), Fingerprint())
    training.add(tokens: tokens.training)
    validation.add(tokens: tokens.validation)
    return .data(training: training, validation: validation)
  }
}
