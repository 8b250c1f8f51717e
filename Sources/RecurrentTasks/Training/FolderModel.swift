import RecurrentFormats
import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// A model that is all in its configuration, its vocabulary and its weights; so its folder is written and read here.
protocol FolderModel: TrainableModel, ExportableModel {
  associatedtype Configuration: NetworkConfiguration
  associatedtype Vocabulary: Codable

  var configuration: Configuration { get }
  var vocabulary: Vocabulary { get }

  init(_ configuration: Configuration, vocabulary: Vocabulary, seed: UInt64) throws

  /// No such model has fewer numbers in its weights. What a configuration claims is held against what is there, so that
  /// a foolish one makes no program ask for all memory.
  static func leastWeightCount(_ configuration: Configuration, _ vocabulary: Vocabulary) -> Int
}

/// The shape of a network.
protocol NetworkConfiguration: Codable {
  var settings: [Setting] { get }
  /// Throws at the first setting outside its range.
  func validate() throws(ConfigurationError)
}

extension FolderModel {
  public var settings: [Setting] { configuration.settings }
  var encoding: any Encodable { vocabulary }

  typealias Saved = SavedModel<Configuration>

  public func save(to path: String, weights: WeightType) throws {
    try ModelFolder.write(
      kind: Self.kind, configuration: Saved(network: configuration, training: history), vocabulary: vocabulary,
      model: network, weights: weights, to: path)
  }

  func makeUntrained() throws -> Self { try Self(configuration, vocabulary: vocabulary, seed: 1) }

  public init(contentsOf path: String) throws {
    try self.init(ModelFolder(reading: path, kind: Self.kind))
  }

  init(_ folder: ModelFolder) throws {
    let saved = try folder.configuration(as: Saved.self)
    let vocabulary = try folder.vocabulary(as: Vocabulary.self)
    do {
      try saved.network.validate()
      try folder.requireWeights(Self.leastWeightCount(saved.network, vocabulary))
      // The seed's weights give way to those read.
      try self.init(saved.network, vocabulary: vocabulary, seed: 1)
    } catch let error as ConfigurationError {
      throw ModelFolderError.malformed(path: folder.configurationPath, reason: "\(error)")
    } catch let error as VocabularyError {
      throw ModelFolderError.malformed(path: folder.vocabularyPath, reason: "\(error)")
    }
    history = saved.training
    try load(folder.weights, into: network)
  }
}

extension ModelFolder {
  /// Checks that there are at least as many weights as what is claimed to be in the folder has.
  func requireWeights(_ least: Int) throws(ModelFolderError) {
    let count = weights.entries.reduce(0) { $0 + $1.count }
    guard count >= least else {
      let reason = "a model of this shape has \(least) weights or more, but \(weights.path) holds \(count)"
      throw .malformed(path: configurationPath, reason: reason)
    }
  }
}

/// What such a model's `config.json` holds.
struct SavedModel<Configuration: Codable>: Codable {
  var network: Configuration
  /// nil: not trained.
  var training: TrainingHistory?
}
