import RecurrentFormats

/// A saved model made of weights from one place and what they are from another.
public enum ModelCopy {
  /// Writes a model's folder of weights and the configuration that belongs to them, each checked against the other.
  ///
  /// - Parameters:
  ///   - weights: a safetensors file under the names of the model's folder; nil: that in `folder`.
  ///   - folder: where `config.json` is, and `vocabulary.json` of a model of text.
  ///   - path: the new folder.
  ///   - type: what it holds of the weights.
  /// - Throws: the errors of `ModelFolder` and `SafetensorsFile`.
  public static func write(
    weights: String? = nil, configurationIn folder: String, to path: String, as type: WeightType = .float32
  ) throws {
    let opened = try ModelFolder(reading: folder, weights: weights)
    guard let model = try opened.exportableModel() else {
      throw ModelFolderError.malformed(
        path: folder, reason: "how a \(opened.kind) is made is in the program that made it")
    }
    try model.save(to: path, weights: type)
  }
}
