import RecurrentLayers

/// The loss or its gradient was infinite or not a number. The model has the weights of its best epoch so far, or, in the
/// first, those it began with.
public struct TrainingDivergence: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was no number.
  public let cause: TrainingError
  /// Counted from 1.
  public let epoch: Int
  /// Within the epoch, counted from 1.
  public let step: Int

  public var description: String { "step \(step) of epoch \(epoch): \(cause)" }
}
