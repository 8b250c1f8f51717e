import RecurrentKernels
import RecurrentLayers
import RecurrentTraining

/// The shape of a ``Tagger``: everything but its vocabulary and its weights.
public struct TaggerConfiguration: Codable, Equatable, Sendable {
  /// nil: no recurrent layer, each word is tagged by itself: dense layers see its embedding and the mean of its
  /// characters' embeddings: the baseline.
  public var cell: Cell?
  /// Width of a word's own embedding.
  public var embeddingSize: Int
  /// Width of a character's embedding.
  public var characterEmbeddingSize: Int
  /// Width of the recurrent layer over a word's characters, in each direction.
  public var characterHiddenSize: Int
  /// Width of the layers over the sentence, in each direction.
  public var hiddenSize: Int
  /// Recurrent layers over the sentence, or dense ones, each reading the one before.
  public var layers: Int
  /// Dropout of a word's embedding and spelling and of each layer's output, while training.
  public var dropout: Float

  /// What is left out has a usual size.
  public init(
    cell: Cell? = .lstm, embeddingSize: Int = 100, characterEmbeddingSize: Int = 64, characterHiddenSize: Int = 100,
    hiddenSize: Int = 128, layers: Int = 1, dropout: Float = 0.5
  ) {
    self.cell = cell
    self.embeddingSize = embeddingSize
    self.characterEmbeddingSize = characterEmbeddingSize
    self.characterHiddenSize = characterHiddenSize
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.dropout = dropout
  }

  /// Throws at the first setting outside its range.
  public func validate() throws(ConfigurationError) {
    try requireSize("embeddingSize", embeddingSize)
    try requireSize("characterEmbeddingSize", characterEmbeddingSize)
    try requireSize("characterHiddenSize", characterHiddenSize)
    try requireSize("hiddenSize", hiddenSize)
    try require((1...1000).contains(layers), "layers", layers, "1 to 1000")
    try require((0..<1).contains(dropout), "dropout", dropout, "at least 0 and below 1")
  }
}

extension TaggerConfiguration: NetworkConfiguration {}
