import RecurrentLayers

/// The figures of a training run, epoch by epoch.
public struct History: Codable, Equatable, Sendable {
  /// Every epoch that was run to its end.
  public internal(set) var epochs: [EpochReport] = []
  /// The best epoch by the run's ``Monitor``, counted from 1; without one the last. nil: none was run to its end.
  public internal(set) var bestEpoch: Int?

  /// Before the first epoch.
  public init() {}

  /// The figures of the best epoch.
  public var best: EpochReport? { epochs.first { $0.epoch == bestEpoch } }

  /// One figure over the epochs that have it, under Keras's name: `loss`, `val_loss`, `accuracy`, `val_accuracy`,
  /// `learning_rate`.
  public subscript(figure: String) -> [Double] { epochs.compactMap { $0.figures[figure] } }
}
