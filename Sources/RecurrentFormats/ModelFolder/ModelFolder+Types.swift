import RecurrentFoundation
import RecurrentTraining

extension ModelFolder {
  /// Stores the weights of a saved model as floats of another type, in their place; they are read as 32-bit floats all the
  /// same. What an optimiser remembers stays as it is.
  ///
  /// - Throws: ``FormatError`` where a weight is too large for the type; the errors of ``init(reading:kind:)``. The folder
  ///   then is as it was.
  package static func storeWeights(of path: String, as type: ElementType) throws {
    let lock = try claim(path)
    defer { withExtendedLifetime(lock) {} }
    let weights = try ModelFolder(reading: path).weights
    let tensors = try TensorArchive(contentsOf: weights.path).tensors.map { tensor in
      guard !tensor.name.hasPrefix(Sequential.optimizerPrefix) else { return tensor }
      return try tensor.fitted(to: type, origin: weights.path)
    }
    // The seal that binds the other files to the weights.
    let seal = weights.metadata.filter { $0.key.hasPrefix(ModelFile.sealPrefix) }
    try FileBytes.replace(weights.path) { try SafetensorsWriter.write(tensors, metadata: seal, to: $0) }
  }
}
