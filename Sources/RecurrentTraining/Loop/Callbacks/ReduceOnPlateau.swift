import RecurrentLayers

/// Lowers the learning rate when a run no longer gets better: Keras's `ReduceLROnPlateau`.
public final class ReduceOnPlateau: Callback {
  public var monitor: Monitor? { watched }
  private let watched: Monitor
  private let factor: Float
  private let patience: Int
  private let minimumImprovement: Double
  private let cooldown: Int
  private let minimumRate: Float
  private var best: Double?
  private var epochsWithout = 0
  private var cooldownLeft = 0

  /// - Parameters:
  ///   - factor: what the rate is multiplied by.
  ///   - patience: after how many epochs in a row that are no better.
  ///   - minimumImprovement: what counts as better at all; Keras's `min_delta`.
  ///   - cooldown: epochs after a reduction that are not counted.
  ///   - minimumRate: the rate does not go below it.
  public init(
    monitor: Monitor = .validationLoss, factor: Float = 0.1, patience: Int = 10, minimumImprovement: Double = 1e-4,
    cooldown: Int = 0, minimumRate: Float = 0
  ) {
    check(factor > 0 && factor < 1, "ReduceOnPlateau", "factor", expected: "above 0 and below 1", got: factor)
    check(patience >= 1, "ReduceOnPlateau", "patience", expected: "at least 1", got: patience)
    watched = monitor
    self.factor = factor
    self.patience = patience
    self.minimumImprovement = minimumImprovement
    self.cooldown = cooldown
    self.minimumRate = minimumRate
  }

  public func begin(_ run: TrainingRun) { (best, epochsWithout, cooldownLeft) = (nil, 0, 0) }

  public struct Memory: Codable {
    fileprivate let best: Double?
    fileprivate let epochsWithout: Int
    fileprivate let cooldownLeft: Int
  }

  public var memory: Memory { Memory(best: best, epochsWithout: epochsWithout, cooldownLeft: cooldownLeft) }
  public func restore(_ memory: Memory) {
    (best, epochsWithout, cooldownLeft) = (memory.best, memory.epochsWithout, memory.cooldownLeft)
  }

  public func observe(_ event: TrainingEvent, in run: TrainingRun) throws -> TrainingDecision {
    guard case .epoch(let report, _, _) = event else { return .goOn }
    if cooldownLeft > 0 { (cooldownLeft, epochsWithout) = (cooldownLeft - 1, 0) }
    let value = try watched.value(in: report)
    if best.map({ watched.isBetter(value, than: $0, by: minimumImprovement) }) ?? true {
      (best, epochsWithout) = (value, 0)
    } else if cooldownLeft == 0 {
      epochsWithout += 1
      if epochsWithout >= patience, run.trainer.learningRate > minimumRate {
        run.trainer.learningRate = max(minimumRate, run.trainer.learningRate * factor)
        (epochsWithout, cooldownLeft) = (0, cooldown)
      }
    }
    return .goOn
  }
}
