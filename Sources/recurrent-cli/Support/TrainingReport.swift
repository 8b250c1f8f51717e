import RecurrentFormats
import RecurrentTasks

/// A training run's figures as lines: for people, and for programs.
enum TrainingReport {
  static func line(_ progress: TrainingProgress, of epochs: Int, secondsLeft: Double) -> String {
    """
    epoch \(progress.epoch)/\(epochs)  \(100 * progress.batchesDone / progress.batchCount)%  \
    loss \(Figures.fixed(progress.loss, 4))  \(Figures.count(Int(progress.speed))) tokens/s  \
    \(Figures.duration(secondsLeft)) left
    """
  }

  static func line(_ epoch: EpochReport, of epochs: Int, _ speed: TrainingSpeed) -> String {
    let validation = epoch.validationLoss.map { "  validation \(Figures.fixed($0, 4))" } ?? ""
    return """
      epoch \(epoch.epoch)/\(epochs)  training \(Figures.fixed(epoch.trainingLoss, 4))\(validation) nats a token\(metrics(epoch))  \
      \(Figures.count(Int(speed.perSecond ?? 0))) tokens/s  \(Figures.duration(speed.seconds))
      """
  }

  /// The figures of validation besides the loss: `  accuracy 0.9512`.
  static func metrics(_ epoch: EpochReport) -> String {
    epoch.validationMetrics.sorted { $0.key < $1.key }.map { "  \($0.key) \(Figures.fixed($0.value, 4))" }.joined()
  }

  static func json(_ epoch: EpochReport, _ speed: TrainingSpeed) -> String {
    JSONValue.object(
      [("epoch", .number(epoch.epoch)), ("learning_rate", .number(epoch.learningRate))] + members(epoch)
        + members(speed)
    ).text
  }

  /// The last line of `train --json`. The losses are those of the model that was kept.
  static func json(_ history: TrainingHistory, _ speed: TrainingSpeed, model: String) -> String {
    JSONValue.object(
      [("epochs", .number(history.epochs.count))] + members(history.best) + members(speed)
        + [("model", .string(model))]
    ).text
  }

  /// The losses and other figures of an epoch.
  static func members(_ epoch: EpochReport?) -> [(String, JSONValue)] {
    let metrics = epoch?.validationMetrics.sorted { $0.key < $1.key } ?? []
    return [
      ("train_nats_per_token", .number(epoch?.trainingLoss)), ("valid_nats_per_token", .number(epoch?.validationLoss)),
    ] + metrics.map { ("valid_\($0.key)", .number($0.value)) }
  }

  private static func members(_ speed: TrainingSpeed) -> [(String, JSONValue)] {
    [("tokens_per_second", .number(speed.perSecond)), ("seconds", .number(speed.seconds))]
  }
}
