import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what a model is: layers, shapes, parameters, size, and how it was trained.",
    discussion: """
      Of a folder of this program's it says what 'recurrent run' takes and gives too. Of a training that has no model yet \
      its last checkpoint is shown.

      Of a file from elsewhere, or a folder of safetensors as transformers writes it, it says what made it, its inputs, outputs, states, layers and tensors, and what cannot \
      be run here and why: ONNX, Keras (.keras, .h5), PyTorch (.pt, .pth, .bin, .ckpt, .jit), safetensors, npz, RTNeural's JSON \
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
    try Kernels.resolveDefault()
    guard ![.file, .missing].contains(try FileSystem.kind(of: model)) else {
      let summary = try FileSummary(contentsOf: model, maximumBytes: limit.bytes)
      Console.print(json ? FileReport.json(summary) : FileReport.lines(summary).joined(separator: "\n"))
      return
    }
    do {
      let summary = try ModelSummary(contentsOf: model)
      let ports = ONNXExport.ports(of: model)
      Console.print(
        json ? ModelReport.json(summary, ports) : ModelReport.lines(summary, ports).joined(separator: "\n"))
    } catch let error as ModelFolderError where error == .unfinished(path: model) {
      let training = try UnfinishedTraining(contentsOf: model)
      Console.print(json ? TrainingReport.json(training) : TrainingReport.lines(training).joined(separator: "\n"))
    } catch let error as ModelFolderError {
      guard let summary = try foreignFolder(error) else { throw error }
      Console.print(json ? FileReport.json(summary) : FileReport.lines(summary).joined(separator: "\n"))
    }
  }

  /// A folder of safetensors of another program; nil: it is none.
  private func foreignFolder(_ error: ModelFolderError) throws -> FileSummary? {
    switch error {
    case .noModel, .foreignFormat, .malformed: break
    default: return nil
    }
    guard try FileSystem.kind(of: model) == .folder else { return nil }
    let names = try FileSystem.names(in: model)
    if names.contains(where: { $0.hasPrefix("model.safetensors") }) {
      return try FileSummary(contentsOf: model, maximumBytes: limit.bytes)
    }
    let known = names.filter { name in Self.endings.contains { name.hasSuffix($0) } }.sorted()
    guard !known.isEmpty else { return nil }
    throw Failure(
      status: .noInput, message: "\(model): a folder without model.safetensors",
      hint: "Inspect a file of it: \(known.quoted).")
  }

  private static let endings = [
    ".onnx", ".safetensors", ".pt", ".pth", ".bin", ".ckpt", ".jit", ".keras", ".h5", ".npz", ".nam", ".json",
  ]
}
