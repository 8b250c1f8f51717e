import RecurrentLayers
import Synchronization

/// What a model has of its training: written by the task that trains, read by any.
final class TrainingRecord: Sendable {
  private let storedHistory = Mutex<TrainingHistory?>(nil)
  private let madeStore = Mutex<ParameterStore?>(nil)

  var history: TrainingHistory? {
    get { storedHistory.withLock { $0 } }
    set { storedHistory.withLock { $0 = newValue } }
  }

  /// The weights with room for their gradients: made for training, a model that is only used does without.
  func store(of network: some Module) -> ParameterStore {
    madeStore.withLock { made in
      let store = made ?? ParameterStore(network)
      made = store
      return store
    }
  }
}
