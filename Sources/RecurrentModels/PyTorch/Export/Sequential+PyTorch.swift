import RecurrentFormats
import RecurrentFoundation
import RecurrentTraining

extension Sequential {
  /// Writes the weights as a safetensors file, in the place of one that was there, which a PyTorch module loads with
  /// `strict=True`.
  ///
  /// - Returns: A program in Python that declares the module and loads the file. Its `forward` takes `x`, [batch, ...] as
  ///   ``inputShape`` says, and `lengths` [batch] where an embedding or a masking layer hides steps.
  /// - Throws: ``TorchExportError`` where PyTorch has no such layer, or the shape of the input is not known; ``FileError``.
  public func exportPyTorch(to path: String) throws -> String {
    let (module, result) = try torchModule()
    return try module.write(to: path, returning: result)
  }

  /// The module, and what its `forward` returns.
  package func torchModule() throws -> (TorchModule, result: String) {
    guard let inputShape else {
      throw TorchExportError(layer: "the model", reason: "its input's shape is not known: give inputShape, or train it")
    }
    var export = SequentialModule(self, inputShape: inputShape)
    return (try export.module(), "x")
  }
}

extension TorchModule {
  /// Writes the tensors.
  ///
  /// - Returns: the program that loads them.
  package func write(to path: String, returning result: String) throws -> String {
    try FileBytes.replace(path) { try SafetensorsWriter.write(tensors, to: $0) }
    return source(returning: result, loading: path)
  }
}
