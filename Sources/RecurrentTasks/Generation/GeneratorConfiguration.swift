import RecurrentKernels
import RecurrentLayers
import RecurrentTraining

/// The shape of a ``SequenceGenerator``: everything but its vocabulary and its weights.
public struct GeneratorConfiguration: Codable, Equatable, Sendable {
  /// nil: no recurrent layer, dense ones see what to write about and the last token alone: the baseline.
  public var cell: Cell?
  /// The numbers a unit becomes.
  public var embeddingSize: Int
  /// The width of what the network is told at every step about what to write.
  public var conditionSize: Int
  /// The features of the vectors that texts are written from: an image's, say. nil: they are written from labels.
  public var vectorSize: Int?
  /// The units of a recurrent layer.
  public var hiddenSize: Int
  /// Recurrent layers, or dense ones, each reading the one before.
  public var layers: Int
  /// Dropout of the embedding and of each layer's output, while training.
  public var dropout: Float

  /// What is left out has a usual size.
  public init(
    cell: Cell? = .lstm, embeddingSize: Int = 32, conditionSize: Int = 64, vectorSize: Int? = nil,
    hiddenSize: Int = 256, layers: Int = 1, dropout: Float = 0.3
  ) {
    self.cell = cell
    self.embeddingSize = embeddingSize
    self.conditionSize = conditionSize
    self.vectorSize = vectorSize
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.dropout = dropout
  }

  /// Throws at the first setting outside its range.
  public func validate() throws(ConfigurationError) {
    try requireSize("embeddingSize", embeddingSize)
    try requireSize("conditionSize", conditionSize)
    try requireSize("vectorSize", vectorSize ?? 1)
    try requireSize("hiddenSize", hiddenSize)
    try require((1...1000).contains(layers), "layers", layers, "1 to 1000")
    try require((0..<1).contains(dropout), "dropout", dropout, "at least 0 and below 1")
  }
}

extension GeneratorConfiguration: NetworkConfiguration {}
