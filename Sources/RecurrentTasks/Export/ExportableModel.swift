import RecurrentFormats
import RecurrentModels
import RecurrentTraining

/// A saved model of any kind, for what is done alike with all of them.
protocol ExportableModel {
  func save(to path: String, weights: WeightType) throws

  /// Whether its weights are int8.
  var isQuantized: Bool { get }

  /// One graph that is the whole model, or several, each with the name of its file.
  ///
  /// - Parameter states: whether the states before the first step are inputs and those after the last outputs.
  /// - Throws: ``ONNXExportError``.
  func onnxGraphs(states: Bool) throws -> [(name: String, graph: ONNXBuilder)]

  /// A PyTorch module, and what its `forward` returns.
  ///
  /// - Throws: ``TorchExportError``.
  func torchModule() throws -> (TorchModule, result: String)
}

/// A model of one graph that never has states.
protocol StatelessModel: ExportableModel {
  func onnxGraph() throws -> ONNXBuilder
}

extension StatelessModel {
  func onnxGraphs(states: Bool) throws -> [(name: String, graph: ONNXBuilder)] {
    guard !states else {
      throw ONNXExportError(layer: "the model", reason: "it has no states that could be inputs and outputs")
    }
    return [("", try onnxGraph())]
  }
}

extension TextClassifier: StatelessModel {}
extension Forecaster: StatelessModel {}
extension Tagger: StatelessModel {}

extension LanguageModel {
  func onnxGraphs(states: Bool) throws -> [(name: String, graph: ONNXBuilder)] {
    [("", try onnxGraph(states: states))]
  }
}

extension SequenceGenerator {
  func onnxGraphs(states: Bool) throws -> [(name: String, graph: ONNXBuilder)] {
    [("", try onnxGraph(states: states))]
  }
}

extension Sequential: ExportableModel {
  func onnxGraphs(states: Bool) throws -> [(name: String, graph: ONNXBuilder)] {
    [("", try onnxGraph(states: states))]
  }
}

extension Translator {
  /// The decoder always has states.
  func onnxGraphs(states: Bool) throws -> [(name: String, graph: ONNXBuilder)] {
    [("encoder", try onnxEncoder()), ("decoder", try onnxDecoder())]
  }
}

extension ModelFolder {
  /// The model; nil: how it computes is in the program that made it.
  func exportableModel() throws -> (any ExportableModel)? {
    switch kind {
    case LanguageModel.kind: try LanguageModel(self)
    case SequenceGenerator.kind: try SequenceGenerator(self)
    case Translator.kind: try Translator(self)
    case TextClassifier.kind: try TextClassifier(self)
    case Forecaster.kind: try Forecaster(self)
    case Tagger.kind: try Tagger(self)
    case Sequential.folderKind: try Sequential.model(of: self)
    default: nil
    }
  }
}
