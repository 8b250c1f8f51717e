import RecurrentLayers
import RecurrentModels

extension Forecaster {
  /// Writes the weights as a safetensors file that a PyTorch module loads with `strict=True`.
  ///
  /// - Returns: A program in Python that declares the module and loads the file. Its `forward` takes `x`, which is what
  ///   ``exportONNX(to:)`` calls `input`, and of `times`, `ahead`, `ahead_times` and `statics` those that the model reads;
  ///   it gives what that has as `output`.
  /// - Throws: ``TorchExportError`` where PyTorch has no such layer; ``FileError``.
  public func exportPyTorch(to path: String) throws -> String {
    let (module, result) = try torchModule()
    return try module.write(to: path, returning: result)
  }

  func torchModule() throws -> (TorchModule, result: String) {
    var module = ForecasterModule(self)
    let result = try module.build()
    return (module.torch, result)
  }
}
