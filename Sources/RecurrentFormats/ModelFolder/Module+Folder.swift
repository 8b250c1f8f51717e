import RecurrentLayers
import RecurrentTraining

extension Module {
  /// Saves the module's parameters in a folder, in the place of a module that was there; a crash leaves the old or the
  /// new. How the module is made is in the program that makes it.
  ///
  /// - Parameter weights: what the file holds of them.
  /// - Throws: the errors of `ModelFolder.write`: the folder is another thing's or cannot be written, a weight is not
  ///   finite.
  public func save(to path: String, weights: WeightType = .float32) throws {
    try ModelFolder.write(
      kind: moduleFolderKind, configuration: ModuleConfiguration(), vocabulary: nil, model: self, weights: weights,
      to: path)
  }

  /// Takes the parameters that ``save(to:weights:)`` of such a module wrote.
  ///
  /// - Throws: ``ModelFolderError`` where there is no module, and ``SafetensorsError`` with the names of all tensors that
  ///   are missing, left over or of another shape. The module then is as it was.
  public func loadWeights(contentsOf path: String) throws {
    try ModelFolder(reading: path, kind: moduleFolderKind).weights.load(into: self)
  }
}

/// What a module's folder calls itself.
private let moduleFolderKind = "module"

/// Nothing: a module is made by its own program.
private struct ModuleConfiguration: Codable {}
