import RecurrentFormats
import RecurrentLayers
import RecurrentTraining

extension Forecaster {
  /// What a forecaster's folder calls itself.
  public static let kind = "forecaster"

  /// What `config.json` holds.
  struct Saved: Codable {
    var network: ForecasterConfiguration
    var scaling: SeriesScaling
    var seenRows: Forecaster.SeenRows?
    /// nil: the series had no times, or the folder is of an earlier version.
    var frequency: Frequency?
    /// How the series lay in the files learned from. nil: they were not from files.
    var layout: SavedSeriesLayout?
    /// nil: not trained.
    var training: TrainingHistory?
  }

  public func save(to path: String, weights: WeightType) throws {
    let saved = Saved(
      network: configuration, scaling: scaling, seenRows: seenRows, frequency: frequency,
      layout: layout.map(SavedSeriesLayout.init),
      training: history)
    try ModelFolder.write(
      kind: Self.kind, configuration: saved, vocabulary: nil, model: network, weights: weights, to: path)
  }

  func makeUntrained() throws -> Self {
    let forecaster = try Self(configuration, scaling: scaling)
    (forecaster.seenRows, forecaster.frequency, forecaster.layout) = (seenRows, frequency, layout)
    return forecaster
  }

  /// Reads a forecaster that ``TaskModel/save(to:weights:)`` wrote.
  ///
  /// - Throws: the errors of `ModelFolder` and `SafetensorsFile`: each names the file and what is wrong.
  public convenience init(contentsOf path: String) throws {
    try self.init(ModelFolder(reading: path, kind: Self.kind))
  }

  /// What forecasters of one target had, before they said quantiles.
  private struct Earlier: Decodable {
    struct Network: Decodable { let target: String? }
    let network: Network
  }

  convenience init(_ folder: ModelFolder) throws {
    if let earlier = try? folder.configuration(as: Earlier.self), earlier.network.target != nil {
      throw ModelFolderError.malformed(
        path: folder.configurationPath,
        reason: "a forecaster of an earlier version, which is no longer read: train it again")
    }
    let saved = try folder.configuration(as: Saved.self)
    do {
      try saved.network.validate()
      try folder.requireWeights(Self.leastWeightCount(saved.network))
      try self.init(saved.network, scaling: saved.scaling)
    } catch let error as ConfigurationError {
      throw ModelFolderError.malformed(path: folder.configurationPath, reason: "\(error)")
    }
    (history, seenRows, frequency) = (saved.training, saved.seenRows, saved.frequency)
    layout = saved.layout?.layout(of: saved.network)
    try load(folder.weights, into: network)
  }

  public var settings: [Setting] { configuration.settings }
  var encoding: any Encodable { scaling }
  static var encodingName: String { "scaling" }

  /// As of `FolderModel`.
  static func leastWeightCount(_ configuration: ForecasterConfiguration) -> Int {
    let (horizon, hidden) = (configuration.horizon, configuration.hiddenSize)
    let rows = configuration.segments * configuration.segment
    let linear = rows * horizon
    guard let cell = configuration.cell else {
      return configuration.ensemble * (linear + rows * configuration.featureCount * horizon)
    }
    let read = configuration.segment * configuration.featureCount * hidden
    let said = hidden * configuration.part * configuration.outputCount
    let remembered = SequenceLayers.leastWeightCount(
      cell: cell, inputSize: hidden, hiddenSize: hidden, layers: configuration.layers)
    return configuration.ensemble * (linear + read + said + remembered)
  }
}
