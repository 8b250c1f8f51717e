import Recurrent
import RecurrentFoundation

/// What `recurrent inspect` prints of a training without a model.
extension TrainingReport {
  /// - Parameter training: nil: it left no checkpoint.
  static func lines(_ training: UnfinishedTraining?) -> [String] {
    guard let training else {
      return ["a training without a model yet", "  it left no checkpoint, \(ModelFile.report) tells how far it came"]
    }
    return [
      "a training without a model yet",
      "  \(training.epochs.count) of \(training.lastEpoch) epochs done, and \(Figures.count(training.stepsOfEpoch)) "
        + "steps of the next",
    ] + training.options.map { "  " + Columns.padded($0.name, to: 16) + $0.value }
  }

  static func json(_ training: UnfinishedTraining?) -> String {
    guard let training else {
      return JSONValue.object(["kind": .string("training"), "epochs_done": .null]).text
    }
    return JSONValue.object([
      "kind": .string("training"), "epochs_done": .number(training.epochs.count),
      "epochs": .number(training.lastEpoch), "steps_of_epoch": .number(training.stepsOfEpoch),
      "options": .object(training.options.map { ($0.name, .string($0.value)) }),
    ]).text
  }
}
