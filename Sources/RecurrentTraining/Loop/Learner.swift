import RecurrentLayers

/// A model with the data that it learns from and is measured on: what ``Trainer/run(_:epochs:monitor:callbacks:checkpoints:)``
/// drives.
///
/// What it remembers inside an epoch, such as the state that is carried from one window of a text to the next, is its
/// ``Resumable/memory``. All its chance comes from the trainer's ``Trainer/random``. Then a run can go on from any step.
///
/// ```swift
/// struct Regression: Learner {
///   let model: Dense
///   let batches: [(x: Tensor, y: Tensor)]
///
///   func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
///     try trainer.runEpoch(batches, weight: \.x.shape[0], onProgress: onProgress) { batch in
///       meanSquaredError(model(batch.x), targets: batch.y)
///     }
///   }
///
///   func validate() -> Evaluation? { nil }
/// }
/// ```
public protocol Learner: Resumable {
  /// Learns from all training data once, by ``Trainer/runEpoch(_:weight:metrics:onProgress:loss:)``.
  ///
  /// - Throws: ``TrainingError``, and what `onProgress` throws.
  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress

  /// Measures the model on the validation data; nil where there is none.
  func validate() throws -> Evaluation?

  /// Sees to it that ``Resumable/memory`` is all of it, where several ranks have parts. Each calls this before it.
  mutating func gatherMemory(on communicator: any Communicator) throws

  /// The figures that each epoch will have, as in ``EpochReport/figures``; nil: not known beforehand.
  var figures: Set<String>? { get }

  /// What must be the same where training goes on from a checkpoint: the data, and options of the learner.
  var conditions: [TrainingCondition] { get }
}

extension Learner {
  public func gatherMemory(on communicator: any Communicator) {}
  public var figures: Set<String>? { nil }
  public var conditions: [TrainingCondition] { [] }
}

extension Learner where Memory == NoMemory {
  public var memory: NoMemory { NoMemory() }
  public func restore(_ memory: NoMemory) {}
}

/// What a model was measured to do.
public struct Evaluation: Sendable, Codable, Equatable {
  /// The mean loss.
  public var loss: Double
  /// Other figures by name: `accuracy`, `f1`.
  public var metrics: [String: Double]

  /// A loss, and other figures by name.
  public init(loss: Double, metrics: [String: Double] = [:]) {
    self.loss = loss
    self.metrics = metrics
  }
}
