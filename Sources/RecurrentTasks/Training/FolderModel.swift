import Recurrent
import RecurrentFormats

/// A model that is all in its configuration, its vocabulary and its weights; so its folder is written and read here.
protocol FolderModel: TrainableModel {
  associatedtype Configuration: Codable
  associatedtype Vocabulary: Codable

  /// What such a model's folder calls itself.
  static var kind: String { get }
  var configuration: Configuration { get }
  var vocabulary: Vocabulary { get }

  init(_ configuration: Configuration, vocabulary: Vocabulary, seed: UInt64) throws
}

extension FolderModel {
  typealias Saved = SavedModel<Configuration>

  public func save(to path: String) throws {
    try ModelFolder.write(
      kind: Self.kind, configuration: Saved(network: configuration, training: history), vocabulary: vocabulary,
      model: network, to: path)
  }

  public init(contentsOf path: String) throws {
    let folder = try ModelFolder(reading: path, kind: Self.kind)
    let saved = try folder.configuration(as: Saved.self)
    // The seed's weights give way to those read.
    try self.init(saved.network, vocabulary: try folder.vocabulary(as: Vocabulary.self), seed: 1)
    history = saved.training
    try folder.weights.load(into: network)
  }
}

/// What such a model's `config.json` holds.
struct SavedModel<Configuration: Codable>: Codable {
  var network: Configuration
  /// nil: not trained.
  var training: TrainingHistory?
}
