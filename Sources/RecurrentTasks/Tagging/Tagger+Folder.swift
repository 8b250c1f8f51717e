import Recurrent
import RecurrentFormats
import RecurrentText

extension Tagger {
  /// What a tagger's folder calls itself.
  static let kind = "tagger"

  typealias Saved = SavedModel<TaggerConfiguration>

  public func save(to path: String) throws {
    try ModelFolder.write(
      kind: Self.kind, configuration: Saved(network: configuration, training: history), vocabulary: vocabulary,
      model: network, to: path)
  }

  /// Reads a tagger that ``save(to:)`` wrote.
  ///
  /// - Throws: the errors of `ModelFolder`, `SafetensorsFile` and `TaggerVocabulary`, and ``ConfigurationError``: each
  ///   names the file and what is wrong.
  public convenience init(contentsOf path: String) throws {
    let folder = try ModelFolder(reading: path, kind: Self.kind)
    let saved = try folder.configuration(as: Saved.self)
    try self.init(saved.network, vocabulary: try folder.vocabulary(as: TaggerVocabulary.self))
    history = saved.training
    try folder.weights.load(into: network)
  }
}
