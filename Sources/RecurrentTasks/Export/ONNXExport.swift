import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentModels

/// Saved models as ONNX graphs.
public enum ONNXExport {
  /// Writes the model of a folder as an ONNX file of operators of version 17, in the place of one that was there. A
  /// translator becomes a folder of two, `encoder.onnx` and `decoder.onnx`.
  ///
  /// - Parameter states: whether the states before the first step are inputs and those after the last outputs, as streams
  ///   need them: of language models, generators and `Sequential` models. A translator's decoder always has them.
  /// - Throws: ``ONNXExportError`` where a part has no counterpart; the errors of `ModelFolder`; ``FileError``.
  public static func write(contentsOf folder: String, to path: String, states: Bool = false) throws {
    let (model, graphs) = try graphs(of: folder, states: states)
    guard !model.isQuantized else { throw ONNXExportError(layer: folder, reason: quantizedReason) }
    if graphs.count > 1 {
      guard !path.hasSuffix(".onnx") else {
        let names = graphs.map { $0.name + ".onnx" }.joined(separator: " and ")
        throw ONNXExportError(layer: folder, reason: "it is two files, \(names): give the folder for them")
      }
      try FileSystem.createFolders(path)
    }
    for (name, graph) in graphs {
      try FileBytes.replace(graphs.count > 1 ? "\(path)/\(name).onnx" : path, with: graph.bytes)
    }
  }

  /// The model of a folder ready to run, without a file.
  ///
  /// - Parameters:
  ///   - inputs: the names of what it will be given: which half of a translator is wanted, and whether states are inputs.
  ///   - states: whether they are, in any case.
  ///   - compute: what computes.
  /// - Throws: as ``write(contentsOf:to:states:)``.
  public static func model(
    contentsOf folder: String, taking inputs: [String], states: Bool = false, compute: Compute = Compute(threads: 1)
  ) throws -> ONNXModel {
    let (model, graphs) = try graphs(of: folder, states: states || inputs.contains("h0"))
    func known(_ graph: ONNXBuilder) -> Int { graph.inputs.count { inputs.contains($0.name) } }
    let (_, graph) = graphs.max { known($0.graph) < known($1.graph) }!
    return try ONNXModel(graph, path: folder, compute.ofGraph(isQuantized: model.isQuantized))
  }

  /// What goes into a folder's model and comes out of it, by the names of its export: of a translator, the encoder's and
  /// then the decoder's. Empty: it has no export.
  public static func ports(of folder: String) -> [ModelPorts] {
    let graphs = (try? graphs(of: folder, states: false).graphs) ?? []
    return graphs.map { ModelPorts(name: $0.name, inputs: $0.graph.inputs, outputs: $0.graph.outputs) }
  }

  /// At least one; where there are several, each with the name of its file.
  private static func graphs(
    of folder: String, states: Bool
  ) throws -> (model: any ExportableModel, graphs: [(name: String, graph: ONNXBuilder)]) {
    let opened = try ModelFolder(reading: folder)
    guard let model = try opened.exportableModel() else {
      throw ONNXExportError(
        layer: folder, reason: "how a \(opened.kind) computes is in the program that made it")
    }
    return (model, try model.onnxGraphs(states: states))
  }
}

/// Why a quantized model is not exported.
let quantizedReason = "its weights are int8, for use by this program alone: export the model that it was made from"

extension ONNXBuilder {
  /// Text in the file's metadata, as JSON.
  mutating func note(_ name: String, _ value: JSONValue) { metadata[name] = value.text }
}
