import Recurrent
import RecurrentFormats
import RecurrentText

extension TextClassifier {
  /// What a classifier's folder calls itself.
  static let kind = "text-classifier"

  typealias Saved = SavedModel<TextClassifierConfiguration>

  public func save(to path: String) throws {
    try ModelFolder.write(
      kind: Self.kind, configuration: Saved(network: configuration, training: history), vocabulary: vocabulary,
      model: network, to: path)
  }

  /// Reads a classifier that ``save(to:)`` wrote.
  ///
  /// - Throws: the errors of `ModelFolder`, `SafetensorsFile` and `VocabularyError`, and ``ConfigurationError``: each
  ///   names the file and what is wrong.
  public convenience init(contentsOf path: String) throws {
    let folder = try ModelFolder(reading: path, kind: Self.kind)
    let saved = try folder.configuration(as: Saved.self)
    try self.init(saved.network, vocabulary: try folder.vocabulary(as: LabeledVocabulary.self))
    history = saved.training
    try folder.weights.load(into: network)
  }
}
