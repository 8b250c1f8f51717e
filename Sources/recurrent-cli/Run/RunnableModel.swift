import Recurrent
import RecurrentFoundation

/// A model that takes arrays and gives arrays, by names.
enum RunnableModel {
  /// With what a stream starts with where that is not zeros.
  case graph(ONNXModel, firstStates: [String: ONNXTensor] = [:])
  case layers(NamedSequential)

  /// Reads an ONNX file, a model of layers, or a folder of this program.
  ///
  /// - Parameters:
  ///   - names: what arrays there are for it.
  ///   - states: its states go in and come out too.
  init(contentsOf path: String, taking names: [String], states: Bool = false, compute: Compute) throws {
    guard try FileSystem.kind(of: path) != .missing else {
      self = .graph(try Self.file(path, compute))
      return
    }
    if let layers = try NamedSequential(contentsOf: path) {
      let states = states || names.contains { $0.hasSuffix("h0") }
      // A graph is told which steps count; layers see it themselves.
      guard states || names.contains("lengths") else {
        self = .layers(layers)
        return
      }
      self = .graph(
        try layers.graph(path: path, states: states, compute), firstStates: states ? layers.firstStates : [:])
      return
    }
    let isFolder = try FileSystem.kind(of: path) == .folder
    self = .graph(
      isFolder
        ? try ONNXExport.model(contentsOf: path, taking: names, states: states, compute: compute)
        : try states ? Self.stateful(path, compute) : Self.file(path, compute))
  }

  /// A file to be streamed. Where none of its inputs is a state, those are carried that it begins with zeros.
  private static func stateful(_ path: String, _ compute: Compute) throws -> ONNXModel {
    let model = try file(path, compute)
    guard (try? model.makeStream()) == nil else { return model }
    let exposed = try file(path, compute, exposesStates: true)
    let states = exposed.inputs.dropFirst(model.inputs.count)
    // What reads from both ends has no piece by piece.
    guard !states.isEmpty, states.allSatisfy({ $0.shape?.first == .size(1) }), (try? exposed.makeStream()) != nil else {
      return model
    }
    Console.talk("note: \(states.map(\.name).quoted), zeros in the file, are carried from piece to piece")
    return exposed
  }

  /// A file that is no graph is said to be what it is.
  private static func file(_ path: String, _ compute: Compute, exposesStates: Bool = false) throws -> ONNXModel {
    do {
      return try ONNXModel(
        contentsOf: path, exposesStates: exposesStates, kernels: compute.backend, threads: compute.threads,
        precision: compute.precision ?? .float32)
    } catch let error as ONNXError {
      guard case .malformed = error.problem else { throw error }
      let format = try TensorArchive(contentsOf: path).format
      guard format != .onnx else { throw error }
      throw Failure(
        status: .unusableData,
        message: format == .torchScript
          ? "\(path): a program of TorchScript is not run"
          : "\(path): a file of \(format.rawValue) does not say what is to be computed",
        hint: hint(to: format))
    }
  }

  private static func hint(to format: TensorArchive.Format) -> String {
    switch format {
    case .torchScript:
      "In Python, write it as ONNX: torch.onnx.export(torch.jit.load(FILE), (input,), \"model.onnx\", dynamo=False),"
        + " or the module that it was made from."
    case .torch, .torchLegacy:
      "Where the model is, in Python, write it as ONNX: torch.onnx.export(model, (input,), \"model.onnx\")."
    default: "ONNX files run, models of Keras, RTNeural and NAM, and folders of this program."
    }
  }
}
