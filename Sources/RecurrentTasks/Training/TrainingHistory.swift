/// How a model came to be: saved with it, and shown by `recurrent inspect`. It holds no time and no speed, so that the
/// same training gives the same files.
public struct TrainingHistory: Codable, Equatable, Sendable {
  public var recipe: TrainingRecipe
  public var trainingTokens: Int
  public var validationTokens: Int
  /// Every epoch that was run to its end.
  public var epochs: [EpochReport] = []
  /// The epoch whose weights the model has, counted from 1. nil: training was stopped in its first epoch.
  public var bestEpoch: Int?

  init(recipe: TrainingRecipe, trainingTokens: Int, validationTokens: Int) {
    self.recipe = recipe
    self.trainingTokens = trainingTokens
    self.validationTokens = validationTokens
  }

  /// The figures of the epoch whose weights the model has.
  public var best: EpochReport? { epochs.first { $0.epoch == bestEpoch } }
}

/// One epoch's figures, in nats a token.
public struct EpochReport: Codable, Equatable, Sendable {
  /// Counted from 1.
  public var epoch: Int
  public var learningRate: Float
  /// The mean over the epoch, while the weights changed.
  public var trainingLoss: Double
  /// After the epoch. nil without validation.
  public var validationLoss: Double?

  /// Whether weights with these figures are preferred: by the validation loss, without one the later.
  func isBetter(than other: EpochReport) -> Bool {
    guard let validationLoss, let otherLoss = other.validationLoss else { return epoch > other.epoch }
    return validationLoss < otherLoss
  }
}
