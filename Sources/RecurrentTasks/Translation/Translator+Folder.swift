import Recurrent
import RecurrentFormats
import RecurrentText

extension Translator {
  /// What a translator's folder calls itself.
  static let kind = "translator"

  typealias Saved = SavedModel<TranslatorConfiguration>

  public func save(to path: String) throws {
    try ModelFolder.write(
      kind: Self.kind, configuration: Saved(network: configuration, training: history), vocabulary: vocabulary,
      model: network, to: path)
  }

  /// Reads a translator that ``save(to:)`` wrote.
  ///
  /// - Throws: the errors of `ModelFolder`, `SafetensorsFile` and `TranslatorVocabulary`, and ``ConfigurationError``:
  ///   each names the file and what is wrong.
  public convenience init(contentsOf path: String) throws {
    let folder = try ModelFolder(reading: path, kind: Self.kind)
    let saved = try folder.configuration(as: Saved.self)
    try self.init(saved.network, vocabulary: try folder.vocabulary(as: TranslatorVocabulary.self))
    history = saved.training
    try folder.weights.load(into: network)
  }
}
