import RecurrentFormats
import RecurrentReports
import RecurrentTraining

extension TrainingAccount {
  /// Of a saved model, or of a training that has none yet; its checkpoint, where there is one, tells the course of the
  /// steps.
  ///
  /// - Throws: as ``ModelSummary/init(contentsOf:)``.
  package init(contentsOf path: String) throws {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    // A finished model is shown without its checkpoints where they are damaged.
    let unfinished = try? UnfinishedTraining(contentsOf: path)
    do {
      let summary = try ModelSummary(contentsOf: path)
      let training = summary.training
      self.init(
        name: name, kind: summary.kind, options: facts(summary.settings + (training?.recipe.settings ?? [])),
        parameters: summary.parameters, item: training?.item,
        epochCount: training?.recipe.epochs ?? summary.epochs.count, history: summary.history,
        trace: unfinished?.trace ?? StepTrace())
    } catch let error as ModelFolderError where error == .unfinished(path: path) {
      guard let training = unfinished else { throw error }
      self.init(
        name: name, kind: "a training without a model yet", options: training.options.map { Fact($0.name, $0.value) },
        parameters: nil, item: nil, epochCount: training.lastEpoch, history: training.history, trace: training.trace)
    }
  }
}
