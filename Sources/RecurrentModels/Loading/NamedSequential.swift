import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// A model of layers from a file or a folder, with names for what goes in and what comes out.
package struct NamedSequential {
  package let model: Sequential
  /// In a file of Keras its input layer's; else `input`, or `input_ids` where tokens go in.
  package let inputName: String
  /// In a file of Keras its last layer's; else `output`.
  package let outputName: String

  /// nil where the file is of a format that has no layers, or the folder that of another model.
  ///
  /// - Throws: what ``Sequential`` throws of a folder, of a Keras file and of RTNeural's.
  package init?(contentsOf path: String) throws {
    guard try FileSystem.kind(of: path) == .file else {
      guard try ModelFolder(reading: path).kind == Sequential.folderKind else { return nil }
      self.init(try Sequential(contentsOf: path))
      return
    }
    let region = try ByteRegion(contentsOf: path)
    if try KerasContainer.recognizes(region) {
      let network = try KerasNetwork(KerasFile(contentsOf: path, maximumBytes: ReadingLimit.bytes))
      self.init(try Sequential(keras: path), inputName: network.inputName, outputName: network.outputName)
    } else if JSONTensors.recognizes(region) {
      self.init(try Sequential(rtNeural: path))
    } else {
      return nil
    }
  }

  private init(_ model: Sequential) {
    self.init(model, inputName: model.takesTokens ? "input_ids" : "input", outputName: "output")
  }

  private init(_ model: Sequential, inputName: String, outputName: String) {
    (self.model, self.inputName, self.outputName) = (model, inputName, outputName)
  }

  /// What a sequence starts with, by the names that the states have in ``graph(path:states:_:)``; zeros are left out.
  package var firstStates: [String: ONNXTensor] {
    (try? SequentialExport(model, exposesStates: true).firstStates) ?? [:]
  }

  /// As the graph that its export would be, under the names here.
  ///
  /// - Parameter states: whether those of its recurrent layers are inputs and outputs.
  /// - Throws: ``ONNXExportError``.
  package func graph(path: String, states: Bool, _ compute: Compute) throws -> ONNXModel {
    try ONNXModel(
      model.onnxGraph(states: states, names: (inputName, outputName)), path: path,
      compute.ofGraph(isQuantized: model.isQuantized))
  }

  /// What comes of an array: whole numbers are tokens where tokens are taken, and numbers elsewhere.
  ///
  /// - Throws: `DataError` where the model does not take such examples; ``FormatError``.
  package func run(_ input: StoredTensor) throws -> StoredTensor {
    let output: Tensor
    if model.takesTokens {
      let tokens = try input.integers().map { Int32(clamping: $0) }
      output = try model.predict(IndexTensor(shape: input.shape, scalars: tokens))
    } else {
      output = try model.predict(input.tensor())
    }
    return StoredTensor(name: outputName, shape: output.shape, floats: output.scalars)
  }
}
