import RecurrentFormats
import RecurrentFoundation
import RecurrentModels
import RecurrentTraining

/// Saved models as ONNX files.
public enum ONNXExport {
  /// Writes the model of a folder as an ONNX file of operators of version 17, in the place of one that was there.
  ///
  /// - Parameter states: whether the states before the first step are inputs and those after the last outputs, as streams
  ///   need them: of language models.
  /// - Throws: ``ONNXExportError`` where a part has no counterpart; the errors of `ModelFolder`; ``FileError``.
  public static func write(contentsOf folder: String, to path: String, states: Bool = false) throws {
    let kind = try ModelFolder(reading: folder).kind
    guard !states || kind == LanguageModel.kind else {
      throw ONNXExportError(layer: folder, reason: "states are inputs and outputs of language models alone")
    }
    switch kind {
    case LanguageModel.kind: try LanguageModel(contentsOf: folder).exportONNX(to: path, states: states)
    case TextClassifier.kind: try TextClassifier(contentsOf: folder).exportONNX(to: path)
    case Forecaster.kind: try Forecaster(contentsOf: folder).exportONNX(to: path)
    case Sequential.folderKind: try Sequential(contentsOf: folder).exportONNX(to: path)
    default: throw ONNXExportError(layer: folder, reason: "a \(kind) is not exported yet")
    }
  }
}

extension ONNXBuilder {
  /// Text in the file's metadata, as JSON.
  mutating func note(_ name: String, _ value: JSONValue) { metadata[name] = value.text }
}
