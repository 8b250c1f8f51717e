import Recurrent
import RecurrentFoundation
import RecurrentReports

/// A training run's figures as lines: for people, and for programs.
enum TrainingReport {
  /// - Parameter trace: the course of the steps, drawn as a small curve of the loss.
  static func line(
    _ progress: TrainingProgress, of epochs: Int, secondsLeft: Double, item: TrainingItem, trace: StepTrace?
  ) -> TerminalLine {
    var line = TerminalLine()
    line.add("epoch \(progress.epoch)/\(epochs)", rank: 0)
    line.add("\(100 * progress.batchesDone / max(1, progress.batchCount))%", rank: 1)
    line.add(Sparkline(trace?.stretches.map(\.loss) ?? [], width: 16).text, rank: 4)
    line.add("loss \(Figures.fixed(progress.loss, 4))", rank: 2)
    line.add("\(Figures.count(Int(progress.speed))) \(item.plural)/s", rank: 5)
    line.add("\(Figures.duration(secondsLeft)) left", rank: 3)
    return line
  }

  static func line(
    _ epoch: EpochReport, of epochs: Int, _ speed: TrainingSpeed, item: TrainingItem
  ) -> String {
    let validation = epoch.validationLoss.map { "  validation \(Figures.fixed($0, 4))" } ?? ""
    return """
      epoch \(epoch.epoch)/\(epochs)  training \(Figures.fixed(epoch.trainingLoss, 4))\(validation) \(item.lossUnit)\
      \(metrics(epoch))  \(Figures.count(Int(speed.perSecond ?? 0))) \(item.plural)/s  \(Figures.duration(speed.seconds))
      """
  }

  /// The figures of validation besides the loss: `  accuracy 0.9512`.
  static func metrics(_ epoch: EpochReport) -> String {
    epoch.validationMetrics.sorted { $0.key < $1.key }.map { "  \($0.key) \(Figures.fixed($0.value, 4))" }.joined()
  }

  static func json(_ epoch: EpochReport, _ speed: TrainingSpeed, item: TrainingItem) -> String {
    JSONValue.object(
      [("epoch", .number(epoch.epoch)), ("learning_rate", .number(epoch.learningRate))]
        + members(epoch, of: item) + members(speed, of: item)
    ).text
  }

  /// The last line of `train --json`. The losses are those of the model that was kept.
  static func json(_ history: TrainingHistory, _ speed: TrainingSpeed, model: String) -> String {
    JSONValue.object(
      [("epochs", .number(history.epochs.count))] + members(history.best, of: history.item)
        + members(speed, of: history.item) + [("model", .string(model))]
    ).text
  }

  /// The losses and other figures of an epoch.
  static func members(_ epoch: EpochReport?, of item: TrainingItem) -> [(String, JSONValue)] {
    let metrics = epoch?.validationMetrics.sorted { $0.key < $1.key } ?? []
    return [
      ("train_\(item.lossName)", .number(epoch?.trainingLoss)),
      ("valid_\(item.lossName)", .number(epoch?.validationLoss)),
    ] + metrics.map { ("valid_\($0.key)", .number($0.value)) }
  }

  private static func members(_ speed: TrainingSpeed, of item: TrainingItem) -> [(String, JSONValue)] {
    [("\(item.plural)_per_second", .number(speed.perSecond)), ("seconds", .number(speed.seconds))]
  }
}
