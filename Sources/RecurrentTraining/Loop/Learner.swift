import RecurrentLayers

/// A model with the data that it learns from and is measured on: what ``Trainer/run(_:epochs:monitor:callbacks:)``
/// drives.
public protocol Learner {
  /// Learns from all training data once, by ``Trainer/runEpoch(_:weight:metrics:onProgress:loss:)``.
  ///
  /// - Throws: ``TrainingError``, and what `onProgress` throws.
  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress

  /// Measures the model on the validation data; nil where there is none.
  func validate() throws -> Evaluation?

  /// The figures that each epoch will have, as in ``EpochReport/figures``; nil: not known beforehand.
  var figures: Set<String>? { get }
}

extension Learner {
  public var figures: Set<String>? { nil }
}

/// What a model was measured to do.
public struct Evaluation: Sendable, Codable, Equatable {
  /// The mean loss.
  public var loss: Double
  /// Other figures by name: `accuracy`, `f1`.
  public var metrics: [String: Double]

  public init(loss: Double, metrics: [String: Double] = [:]) {
    self.loss = loss
    self.metrics = metrics
  }
}
