import RecurrentLayers

/// Saves the model after epochs: Keras's `ModelCheckpoint`.
///
/// What saving means is the caller's: this floor knows no files.
public final class Checkpoint: Callback {
  public let monitor: Monitor?
  public var isOnEveryRank: Bool { false }
  private let save: (EpochReport, TrainingRun) throws -> Void
  private var best: Double?

  /// - Parameters:
  ///   - monitor: saves where this figure is the best so far; nil: after each epoch.
  ///   - save: must be atomic, so that a crash leaves the old model or the new. What it throws ends the training.
  public init(monitor: Monitor? = .validationLoss, save: @escaping (EpochReport, TrainingRun) throws -> Void) {
    self.monitor = monitor
    self.save = save
  }

  public func begin(_ run: TrainingRun) { best = nil }

  public var memory: Double? { best }
  public func restore(_ memory: Double?) { best = memory }

  public func observe(_ event: TrainingEvent, in run: TrainingRun) throws -> TrainingDecision {
    guard case .epoch(let report, _, _) = event else { return .goOn }
    if let monitor {
      let value = try monitor.value(in: report)
      guard best.map({ monitor.isBetter(value, than: $0) }) ?? true else { return .goOn }
      best = value
    }
    try save(report, run)
    return .goOn
  }
}
