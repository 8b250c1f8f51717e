import ArgumentParser
import Recurrent

/// `recurrent export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model as a file for other programs.",
    discussion: """
      ONNX files run in ONNX Runtime, in browsers and on phones, and by 'recurrent run'. 'recurrent inspect FILE' lists \
      their inputs and outputs; what they need besides, as a vocabulary, is in their metadata.

      Language models, classifiers, forecasters and Sequential models are exported.

      EXAMPLES:
        recurrent export model --onnx model.onnx
        recurrent export model --onnx model.onnx --states
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Option(help: ArgumentHelp("Where to write it.", valueName: "file.onnx"))
  var onnx: String

  @Flag(help: "Take the states before the first step, and give those after the last, as streams need them.")
  var states = false

  func run() throws { try ONNXExport.write(contentsOf: model, to: onnx, states: states) }
}
