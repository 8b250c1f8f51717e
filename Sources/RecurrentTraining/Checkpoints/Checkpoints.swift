import RecurrentLayers
import Synchronization

/// Where a training is saved while it runs, how often, and whether it goes on from what is there.
///
/// ```swift
/// try model.fit(x, y, epochs: 100, checkpoints: Checkpoints(in: "model", resumes: true))
/// ```
/// A training that goes on ends with the very bits of one that was never stopped, on any number of threads: weights,
/// optimiser, random state, the place in the data, states carried by stateful layers, history and the memory of callbacks
/// are all saved. Data and options must be the same, but for the number of epochs.
public struct Checkpoints {
  /// Where they lie.
  public let store: any CheckpointStore
  /// When one is written.
  public var schedule: CheckpointSchedule
  /// Whether training goes on from the store's last checkpoint. Where there is none it starts from the beginning.
  public var resumes: Bool
  /// What must be the same besides what training itself knows of.
  public var conditions: [TrainingCondition]
  /// Saves from another thread while the model is measured, which may take long.
  public var standby: CheckpointStandby?
  /// Is told what happens: ``CheckpointNotice``.
  public var onNotice: (CheckpointNotice) -> Void

  /// In a store of one's own.
  public init(
    _ store: any CheckpointStore, schedule: CheckpointSchedule = .usual, resumes: Bool = false,
    conditions: [TrainingCondition] = [], standby: CheckpointStandby? = nil,
    onNotice: @escaping (CheckpointNotice) -> Void = { _ in }
  ) {
    (self.store, self.schedule, self.resumes) = (store, schedule, resumes)
    (self.conditions, self.standby, self.onNotice) = (conditions, standby, onNotice)
  }

  /// The right to save there. A training that saves nothing needs none.
  func claim() throws -> AnyObject? { schedule == .never ? nil : try store.claim() }

  /// The option that says how long a training is, and what it is for so many epochs.
  package var length: (_ epochs: Int) -> (option: String, count: Int) = { ("epochs", $0) }

  /// The same, with more that must be the same.
  package func adding(_ conditions: [TrainingCondition]) -> Checkpoints {
    var checkpoints = self
    checkpoints.conditions += conditions
    return checkpoints
  }
}

/// Keeps the last checkpoints of a training. `CheckpointFolder` keeps them in a model's folder.
public protocol CheckpointStore: AnyObject {
  /// Whether there are none.
  var isEmpty: Bool { get throws }

  /// Takes a state down.
  ///
  /// - Returns: Writes it, whole or not at all, on any thread.
  func stage(_ state: some Encodable) throws -> @Sendable () throws -> Void

  /// Reads the last state that is whole.
  ///
  /// - Parameters:
  ///   - onDamage: is told of each later one that is not.
  ///   - body: takes the state from its decoder.
  /// - Returns: Whether there is one.
  func load(onDamage: (any Error) -> Void, _ body: (any Decoder) throws -> Void) throws -> Bool

  /// Takes the right to save a training here, for as long as what is returned is kept: of two trainings in one place the
  /// work of one would be lost.
  ///
  /// - Returns: nil: nothing else can save here.
  /// - Throws: where another training has the right.
  func claim() throws -> AnyObject?
}

extension CheckpointStore {
  /// Nothing else can save here.
  public func claim() throws -> AnyObject? { nil }
}

/// What a training says of its checkpoints.
public enum CheckpointNotice: Sendable {
  /// There is nothing to go on from: training starts from the beginning.
  case noneYet
  /// There are checkpoints that training does not go on from; they stay until the first new one is written.
  case replaces
  /// A checkpoint is not whole: the one before is taken.
  case damaged(any Error)
  /// Training goes on after so many steps of an epoch; 0 at its start.
  case resumed(epoch: Int, step: Int)
  /// Other kernels computed until here: the bits may differ from those of a training by one of them alone.
  case otherKernels(saved: String, now: String)
  /// The training was to have another number of epochs. `changesRate`: the learning rate followed that number, so that
  /// the bits are those of no single training.
  case otherEpochs(saved: Int, now: Int, changesRate: Bool)
  /// A checkpoint could not be written. Training goes on.
  case notSaved(any Error)
}

/// A checkpoint that is ready to be written while a model is measured: another thread may have to end the process then,
/// and can save first.
public final class CheckpointStandby: Sendable {
  private let write = Mutex<(@Sendable () throws -> Void)?>(nil)

  /// Nothing is ready to be written yet.
  public init() {}

  func hold(_ body: (@Sendable () throws -> Void)?) { write.withLock { $0 = body } }

  /// Writes the checkpoint.
  ///
  /// - Returns: Whether there was one: else the training is between two steps, where it stops by itself.
  public func save() throws -> Bool {
    try write.withLock { write in
      try write?()
      return write != nil
    }
  }
}
