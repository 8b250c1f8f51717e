import RecurrentLayers

/// A training run as its callbacks see it.
public final class TrainingRun {
  /// What takes the steps: learning rate, weights and optimiser may be read and changed between steps.
  public let trainer: Trainer
  /// How many epochs it has, those before it was gone on with included.
  let epochCount: Int
  /// The epochs of earlier runs.
  var epochsBefore: Int
  /// The number of the last epoch, if nothing stops the run before.
  public var lastEpoch: Int { epochsBefore + epochCount }
  /// The epochs so far.
  public internal(set) var history = History()
  /// The course of the steps so far.
  public internal(set) var trace = StepTrace()

  /// Makes the training ready to be saved by another thread, or no longer.
  var standBy: ((_ isReady: Bool) -> Void)?

  /// Does work of a callback that may take long: meanwhile another thread can save the training and end the process, as
  /// while the model is measured.
  package func whileReadyToSave(_ work: () -> Void) {
    standBy?(true)
    defer { standBy?(false) }
    work()
  }

  init(trainer: Trainer, epochs: Int) {
    self.trainer = trainer
    epochCount = epochs
    epochsBefore = trainer.epochs
  }

  /// The weights: those of the epoch or step just seen.
  public var parameters: ParameterStore { trainer.optimizer.parameters }
}

/// What a training run came to.
public struct TrainingResult: Sendable {
  /// Why a run ended.
  public enum Ending: Sendable, Equatable {
    /// All epochs were run.
    case completed
    /// A callback wanted it.
    case stopped
    /// A callback wanted to go on later.
    case paused
    /// A callback took a divergence for a reason to stop.
    case diverged(TrainingDivergence)
  }

  /// The figures of each epoch.
  public var history: History
  /// How fast it was.
  public var speed: TrainingSpeed
  /// Why it ended.
  public var ending: Ending
}
