import RecurrentLayers
import RecurrentTraining

/// How a model came to be: saved with it, and shown by `recurrent inspect`. It holds no time and no speed, so that the
/// same training gives the same files.
///
/// The members of ``figures`` are its own too: `history.best`, `history.epochs`.
@dynamicMemberLookup
public struct TrainingHistory: Codable, Equatable, Sendable {
  /// How it was trained.
  public var recipe: TrainingRecipe
  /// What is counted, and what the losses are of.
  public var item: TrainingItem
  /// The items learned from, and those validated on.
  public var trainingCount: Int
  /// How many items it was measured on.
  public var validationCount: Int
  /// Of every epoch that was run to its end. The best one is that whose weights the model has; none where training was
  /// stopped in its first epoch.
  public internal(set) var figures = History()

  init(recipe: TrainingRecipe, item: TrainingItem = .token, trainingCount: Int, validationCount: Int) {
    self.recipe = recipe
    self.item = item
    self.trainingCount = trainingCount
    self.validationCount = validationCount
  }

  /// A figure of every epoch, by Keras's name: `history["val_loss"]`; empty where there is none of that name.
  public subscript(name: String) -> [Double] { figures[name] }

  /// What ``figures`` has.
  public subscript<Value>(dynamicMember member: KeyPath<History, Value>) -> Value { figures[keyPath: member] }
}
