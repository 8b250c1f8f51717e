import RecurrentLayers

/// Stops a run that no longer gets better, and puts the best weights back: Keras's callback.
public final class EarlyStopping: Callback {
  public var monitor: Monitor? { watched }
  private let watched: Monitor
  private let minimumImprovement: Double
  private let patience: Int
  private let restoresBestWeights: Bool
  private var best: Best?
  /// The epoch after which the run was stopped; nil: it was not.
  public private(set) var stoppedEpoch: Int?

  /// The best epoch.
  fileprivate struct Best: Codable {
    let value: Double
    let epoch: Int
    let weights: Tensor?
  }

  /// - Parameters:
  ///   - monitor: the figure to watch. The run must have it: `val_loss` needs validation data.
  ///   - minimumImprovement: what counts as better at all; Keras's `min_delta`.
  ///   - patience: after how many epochs in a row that are no better the run is stopped; 0 is as 1, as in Keras.
  ///   - restoresBestWeights: whether the run ends with the weights of its best epoch, also where it was not stopped.
  public init(
    monitor: Monitor = .validationLoss, minimumImprovement: Double = 0, patience: Int = 0,
    restoresBestWeights: Bool = true
  ) {
    check(patience >= 0, "EarlyStopping", "patience", expected: "at least 0", got: patience)
    watched = monitor
    self.minimumImprovement = minimumImprovement
    self.patience = patience
    self.restoresBestWeights = restoresBestWeights
  }

  /// The epoch that was best by the monitored figure.
  public var bestEpoch: Int? { best?.epoch }

  public func begin(_ run: TrainingRun) { (best, stoppedEpoch) = (nil, nil) }

  public func observe(_ event: TrainingEvent, in run: TrainingRun) throws -> TrainingDecision {
    guard case .epoch(let report, _, _) = event else { return .goOn }
    let value = try watched.value(in: report)
    if best.map({ watched.isBetter(value, than: $0.value, by: minimumImprovement) }) ?? true {
      best = Best(value: value, epoch: report.epoch, weights: restoresBestWeights ? run.parameters.values : nil)
      return .goOn
    }
    guard let best, report.epoch - best.epoch >= max(1, patience) else { return .goOn }
    stoppedEpoch = report.epoch
    return .stop
  }

  public struct Memory: Codable {
    fileprivate let best: Best?
    fileprivate let stoppedEpoch: Int?
  }

  public var memory: Memory { Memory(best: best, stoppedEpoch: stoppedEpoch) }
  public func restore(_ memory: Memory) { (best, stoppedEpoch) = (memory.best, memory.stoppedEpoch) }

  public func end(_ run: TrainingRun) {
    if let weights = best?.weights { run.parameters.values = weights }
  }
}
