import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model as a file for other programs.",
    discussion: """
      ONNX files run in ONNX Runtime, in browsers and on phones, and by 'recurrent run'. 'recurrent inspect FILE' lists \
      their inputs and outputs; what they need besides, as a vocabulary, is in their metadata. A translator is two, \
      encoder.onnx and decoder.onnx, in a folder.

      With --safetensors PyTorch gets the weights. The program that is printed declares their module and loads them with \
      strict=True. A layer that PyTorch does not have is refused by its name. What the module learned comes back as a \
      model by 'recurrent convert', from a safetensors file of its state_dict in the model's folder.

      EXAMPLES:
        recurrent export model --onnx model.onnx
        recurrent export model --onnx model.onnx --states
        recurrent export translator --onnx translator-onnx
        recurrent export model --safetensors model.safetensors > model.py
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Option(help: ArgumentHelp("Write an ONNX file; of a translator, a folder of two.", valueName: "path"))
  var onnx: String?

  @Option(
    help: ArgumentHelp("Write the weights for PyTorch, and print their module.", valueName: "file.safetensors"))
  var safetensors: String?

  @Flag(
    help:
      "In the ONNX file, take the states before the first step, and give those after the last, as streams need them.")
  var states = false

  func validate() throws {
    guard onnx != nil || safetensors != nil else {
      throw ValidationError("nothing to write: give --onnx PATH or --safetensors FILE")
    }
    guard onnx == nil || onnx != safetensors else { throw ValidationError("--onnx and --safetensors name one file") }
    guard !states || onnx != nil else { throw ValidationError("--states is of ONNX files: give --onnx PATH too") }
  }

  func run() throws {
    try Kernels.resolveDefault()
    guard try FileSystem.kind(of: model) != .file else {
      throw Failure(
        status: .unusableData, message: "\(model): a file, but a model is a folder",
        hint: "'recurrent convert FILE --to DIR' makes one of a file of Keras, RTNeural or NAM.")
    }
    if let onnx {
      let isFolder = try ModelFolder(reading: model).kind == Translator.kind && !onnx.hasSuffix(".onnx")
      try Destination.require(onnx, "--onnx", as: isFolder ? .folder : .archive, reading: [model])
    }
    if let safetensors { try Destination.require(safetensors, "--safetensors", as: .archive, reading: [model]) }
    if let onnx { try ONNXExport.write(contentsOf: model, to: onnx, states: states) }
    if let safetensors { Console.print(try TorchExport.write(contentsOf: model, to: safetensors)) }
  }
}
