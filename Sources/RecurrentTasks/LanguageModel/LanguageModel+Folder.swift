import Recurrent
import RecurrentFormats
import RecurrentText

extension LanguageModel {
  /// What a language model's folder calls itself.
  static let kind = "language-model"

  typealias Saved = SavedModel<LanguageModelConfiguration>

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
