import RecurrentFoundation
import RecurrentReports
import RecurrentTraining

/// What there is to tell of one training, wherever it is known from: a run that goes on, a saved model, a checkpoint.
package struct TrainingAccount: Sendable {
  /// The model's folder.
  package let name: String
  /// The task: `language-model`.
  package let kind: String
  /// Of the network and of how it is trained, under the names of their options.
  package let options: [Fact]
  /// nil: not known.
  package let parameters: Int?
  /// nil: not known what is counted.
  package let item: TrainingItem?
  /// The epochs wanted.
  package let epochCount: Int
  package let history: History
  package let trace: StepTrace
  /// How far the epoch is that is not complete.
  package var progress: (steps: Int, batches: Int, secondsLeft: Double)?

  /// The norm that gradients are clipped at.
  var clip: Double? { options.first { $0.name == "clip" }.flatMap { Double($0.value) } }
  /// What the loss is.
  var lossUnit: String { item?.lossUnit ?? "" }
  var lastStretch: StepTrace.Stretch? { trace.stretches.last }
  /// The best epoch; where none is known to be, the last.
  var best: EpochReport? { history.best ?? history.epochs.last }
  /// Of the other figures measured, in alphabetical order.
  var metrics: [String] {
    Set(history.epochs.flatMap { Array($0.validationMetrics.keys) + Array($0.trainingMetrics.keys) }).sorted()
  }
}

extension TrainingAccount {
  /// Of a run that goes on.
  init(of model: some TaskModel, in run: TrainingRun, name: String) {
    self.init(
      name: name, kind: type(of: model).kind,
      options: Self.options(of: model) + facts(model.history?.recipe.settings ?? []),
      parameters: model.parameterCount, item: model.history?.item, epochCount: run.lastEpoch, history: run.history,
      trace: run.trace)
  }

  /// Of the network.
  package static func options(of model: any TaskModel) -> [Fact] { facts(model.settings) }
}

/// Settings as they are read; those that are not set are left out.
func facts(_ settings: [Setting]) -> [Fact] {
  settings.compactMap { setting in
    let name = String(setting.name.map { $0 == "_" ? " " : $0 })
    switch setting.value {
    case .none: return nil
    case .count(let count): return Fact(name, count)
    case .number(let number):
      return Fact(name, number == number.rounded() ? Figures.fixed(Double(number), 0) : "\(number)")
    case .text, .flag: return Fact(name, setting.value.text)
    }
  }
}
