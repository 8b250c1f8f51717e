import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what a model is: layers, shapes, parameters, size, and how it was trained.",
    discussion: """
      Of a folder of this program's. Of a training that has no model yet its last checkpoint is shown.

      Of a file from elsewhere it says what made it, its inputs, outputs, states and tensors, and what cannot be run \
      here and why: ONNX, Keras (.keras, .h5), PyTorch (.pt, .pth, .bin, .ckpt, .jit), safetensors, npz, RTNeural's JSON \
      and .nam. The format is told by the file's content.

      EXAMPLES:
        recurrent inspect model
        recurrent inspect model --json
        recurrent inspect silero_vad.onnx
        recurrent inspect checkpoint.pt
      """
  )

  @Argument(help: ArgumentHelp("The model's folder, or a file.", valueName: "model"))
  var model: String

  @OptionGroup var limit: ReadingLimitOption

  @Flag(help: "Print one line of JSON.")
  var json = false

  func run() throws {
    guard try FileSystem.kind(of: model) != .file else {
      let summary = try FileSummary(contentsOf: model, maximumBytes: limit.bytes)
      Console.print(json ? FileReport.json(summary) : FileReport.lines(summary).joined(separator: "\n"))
      return
    }
    do {
      let summary = try ModelSummary(contentsOf: model)
      Console.print(json ? ModelReport.json(summary) : ModelReport.lines(summary).joined(separator: "\n"))
    } catch let error as ModelFolderError where error == .unfinished(path: model) {
      let training = try UnfinishedTraining(contentsOf: model)
      Console.print(json ? TrainingReport.json(training) : TrainingReport.lines(training).joined(separator: "\n"))
    }
  }
}
