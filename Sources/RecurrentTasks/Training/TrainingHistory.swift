import RecurrentLayers
import RecurrentTraining

/// How a model came to be: saved with it, and shown by `recurrent inspect`. It holds no time and no speed, so that the
/// same training gives the same files.
public struct TrainingHistory: Codable, Equatable, Sendable {
  public var recipe: TrainingRecipe
  /// What is counted, and what the losses are of.
  public var item: TrainingItem
  /// The items learned from, and those validated on.
  public var trainingCount: Int
  public var validationCount: Int
  /// Every epoch that was run to its end.
  public private(set) var epochs: [EpochReport] = []
  /// The epoch whose weights the model has, counted from 1. nil: training was stopped in its first epoch.
  public private(set) var bestEpoch: Int?

  init(recipe: TrainingRecipe, item: TrainingItem = .token, trainingCount: Int, validationCount: Int) {
    self.recipe = recipe
    self.item = item
    self.trainingCount = trainingCount
    self.validationCount = validationCount
  }

  /// Notes what happened so far.
  mutating func update(with history: History) {
    (epochs, bestEpoch) = (history.epochs, history.bestEpoch)
  }

  /// The figures of the epoch whose weights the model has.
  public var best: EpochReport? { epochs.first { $0.epoch == bestEpoch } }
}
