import Recurrent
import RecurrentFormats
import RecurrentText

extension LanguageModel {
  /// What a language model's folder calls itself.
  static let kind = "language-model"

  /// What `config.json` holds.
  struct Saved: Codable {
    var network: LanguageModelConfiguration
    /// nil: not trained.
    var training: TrainingHistory?
  }

  /// Saves the model in a folder, in the place of one that was there; a crash leaves the old or the new.
  ///
  /// - Throws: the errors of `ModelFolder.write`: the folder is another thing's or cannot be written, a weight is not
  ///   finite.
  public func save(to path: String) throws {
    try ModelFolder.write(
      kind: Self.kind, configuration: Saved(network: configuration, training: history), vocabulary: codec,
      model: network, to: path)
  }

  /// Reads a model that ``save(to:)`` wrote.
  ///
  /// - Throws: the errors of `ModelFolder`, `SafetensorsFile` and `TextCodec`, and ``ConfigurationError``: each names the
  ///   file and what is wrong.
  public convenience init(contentsOf path: String) throws {
    let folder = try ModelFolder(reading: path, kind: Self.kind)
    let saved = try folder.configuration(as: Saved.self)
    try self.init(saved.network, codec: try folder.vocabulary(as: TextCodec.self))
    history = saved.training
    try folder.weights.load(into: network)
  }
}
