import ArgumentParser
import Recurrent

/// `recurrent inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what a model is: layers, shapes, parameters, size, and how it was trained.",
    discussion: """
      Of a training that has no model yet its last checkpoint is shown.

      EXAMPLES:
        recurrent inspect model
        recurrent inspect model --json
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Flag(help: "Print one line of JSON.")
  var json = false

  func run() throws {
    do {
      let summary = try ModelSummary(contentsOf: model)
      Console.print(json ? ModelReport.json(summary) : ModelReport.lines(summary).joined(separator: "\n"))
    } catch let error as ModelFolderError where error == .unfinished(path: model) {
      let training = try UnfinishedTraining(contentsOf: model)
      Console.print(json ? TrainingReport.json(training) : TrainingReport.lines(training).joined(separator: "\n"))
    }
  }
}
