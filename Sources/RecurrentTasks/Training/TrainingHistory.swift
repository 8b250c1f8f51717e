import Recurrent

/// How a model came to be: saved with it, and shown by `recurrent inspect`. It holds no time and no speed, so that the
/// same training gives the same files.
public struct TrainingHistory: Codable, Equatable, Sendable {
  public var recipe: TrainingRecipe
  public var trainingTokens: Int
  public var validationTokens: Int
  /// Every epoch that was run to its end; losses in nats a token.
  public private(set) var epochs: [EpochReport] = []
  /// The epoch whose weights the model has, counted from 1. nil: training was stopped in its first epoch.
  public private(set) var bestEpoch: Int?

  init(recipe: TrainingRecipe, trainingTokens: Int, validationTokens: Int) {
    self.recipe = recipe
    self.trainingTokens = trainingTokens
    self.validationTokens = validationTokens
  }

  /// Notes what happened so far.
  mutating func update(with history: History) {
    (epochs, bestEpoch) = (history.epochs, history.bestEpoch)
  }

  /// The figures of the epoch whose weights the model has.
  public var best: EpochReport? { epochs.first { $0.epoch == bestEpoch } }
}
