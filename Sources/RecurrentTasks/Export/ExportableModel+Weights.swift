import RecurrentFormats
import RecurrentLayers
import RecurrentModels
import RecurrentTraining

// Weights come back from PyTorch under the names of the module that a model goes out as.

extension ExportableModel {
  /// Gives a network of the model the numbers of a file, under the network's own names or those of the PyTorch module.
  ///
  /// - Throws: as `SafetensorsFile.load(into:)` and `TorchModule.load(_:)`.
  func load(_ weights: SafetensorsFile, into network: some Module) throws {
    do {
      try weights.load(into: network)
    } catch let error as SafetensorsError {
      guard try loadFromPyTorch(weights, after: error) else { throw error }
    }
  }

  /// Takes the numbers of a file that has the names of the PyTorch module.
  ///
  /// - Parameter error: what went wrong before.
  /// - Returns: whether it has.
  fileprivate func loadFromPyTorch(_ weights: SafetensorsFile, after error: SafetensorsError) throws -> Bool {
    guard case .otherTensors = error.problem, let (torch, _) = try? torchModule(), torch.isNamed(in: weights) else {
      return false
    }
    try torch.load(weights)
    return true
  }
}

extension Sequential {
  /// The model of a folder, whose weights may have the names of the PyTorch module: its training then begins anew.
  static func model(of folder: ModelFolder) throws -> Sequential {
    do {
      return try Sequential(folder)
    } catch let error as SafetensorsError {
      let model = try Sequential(layersOf: folder)
      guard try model.loadFromPyTorch(folder.weights, after: error) else { throw error }
      return model
    }
  }
}
