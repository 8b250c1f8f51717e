import RecurrentKernels
import RecurrentLayers
import RecurrentTraining

/// The shape of a ``LanguageModel``: everything but its vocabulary and its weights.
public struct LanguageModelConfiguration: Codable, Equatable, Sendable {
  /// nil: no recurrent layer, dense ones see the last token alone: the baseline (a neural bigram model).
  public var cell: Cell?
  /// The numbers a unit becomes.
  public var embeddingSize: Int
  /// The units of a recurrent layer.
  public var hiddenSize: Int
  /// Recurrent layers, or dense ones, each reading the one before.
  public var layers: Int
  /// Dropout of the embedding and of each layer's output, while training: the non-recurrent connections of
  /// Zaremba et al. 2014.
  public var dropout: Float
  /// Every weight starts uniform between minus and plus this. nil: PyTorch's initialisation.
  public var initialRange: Float?
  /// Whether the embedding is the output layer's weight too (Press and Wolf 2017).
  public var tiesWeights: Bool

  /// What is left out has a usual size.
  public init(
    cell: Cell? = .lstm, embeddingSize: Int = 128, hiddenSize: Int = 128, layers: Int = 2, dropout: Float = 0,
    initialRange: Float? = nil, tiesWeights: Bool = false
  ) {
    self.cell = cell
    self.embeddingSize = embeddingSize
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.dropout = dropout
    self.initialRange = initialRange
    self.tiesWeights = tiesWeights
  }

  /// Throws at the first setting outside its range.
  public func validate() throws(ConfigurationError) {
    try requireSize("embeddingSize", embeddingSize)
    try requireSize("hiddenSize", hiddenSize)
    try require((1...1000).contains(layers), "layers", layers, "1 to 1000")
    try require((0..<1).contains(dropout), "dropout", dropout, "at least 0 and below 1")
    let range = initialRange ?? 1
    try require(range > 0 && range.isFinite, "initialRange", range, "above 0")
    try require(
      !tiesWeights || embeddingSize == hiddenSize, "tiesWeights", tiesWeights,
      "off unless the embedding is as wide as the hidden state (\(embeddingSize) and \(hiddenSize))")
  }
}

extension LanguageModelConfiguration: NetworkConfiguration {}
