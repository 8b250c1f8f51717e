import RecurrentFormats
import RecurrentFoundation
import RecurrentModels
import RecurrentTraining

/// Saved models as ONNX graphs.
public enum ONNXExport {
  /// Writes the model of a folder as an ONNX file of operators of version 17, in the place of one that was there. A
  /// translator becomes a folder of two, `encoder.onnx` and `decoder.onnx`.
  ///
  /// - Parameter states: whether the states before the first step are inputs and those after the last outputs, as streams
  ///   need them: of language models, generators and `Sequential` models. A translator's decoder always has them.
  /// - Throws: ``ONNXExportError`` where a part has no counterpart; the errors of `ModelFolder`; ``FileError``.
  public static func write(contentsOf folder: String, to path: String, states: Bool = false) throws {
    let graphs = try graphs(of: folder, states: states)
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
  ///   - threads: how many a call may use; 0: the machine's cores.
  /// - Throws: as ``write(contentsOf:to:states:)``.
  public static func model(
    contentsOf folder: String, taking inputs: [String], states: Bool = false, threads: Int = 1
  ) throws -> ONNXModel {
    let graphs = try graphs(of: folder, states: states || inputs.contains("h0"))
    func known(_ graph: ONNXBuilder) -> Int { graph.inputNames.count { inputs.contains($0) } }
    let (_, graph) = graphs.max { known($0.graph) < known($1.graph) }!
    return try ONNXModel(graph, path: folder, threads: threads)
  }

  /// At least one; where there are several, each with the name of its file.
  private static func graphs(of folder: String, states: Bool) throws -> [(name: String, graph: ONNXBuilder)] {
    let kind = try ModelFolder(reading: folder).kind
    switch kind {
    case LanguageModel.kind: return [("", try LanguageModel(contentsOf: folder).onnxGraph(states: states))]
    case SequenceGenerator.kind: return [("", try SequenceGenerator(contentsOf: folder).onnxGraph(states: states))]
    case Sequential.folderKind: return [("", try Sequential(contentsOf: folder).onnxGraph(states: states))]
    case Translator.kind:
      let translator = try Translator(contentsOf: folder)
      return [("encoder", try translator.onnxEncoder()), ("decoder", try translator.onnxDecoder())]
    case _ where states:
      throw ONNXExportError(layer: folder, reason: "a \(kind) has no states that could be inputs and outputs")
    case TextClassifier.kind: return [("", try TextClassifier(contentsOf: folder).onnxGraph())]
    case Forecaster.kind: return [("", try Forecaster(contentsOf: folder).onnxGraph())]
    case Tagger.kind: return [("", try Tagger(contentsOf: folder).onnxGraph())]
    default: throw ONNXExportError(layer: folder, reason: "how a \(kind) computes is in the program that made it")
    }
  }
}

extension ONNXBuilder {
  /// Text in the file's metadata, as JSON.
  mutating func note(_ name: String, _ value: JSONValue) { metadata[name] = value.text }
}
