import RecurrentKernels
import RecurrentLayers
import RecurrentTraining

/// The shape of a ``Translator``: everything but its vocabulary and its weights.
public struct TranslatorConfiguration: Codable, Equatable, Sendable {
  /// nil: no recurrent layer. Dense ones see each unit of the source, and the last one written, with its place (Gehring
  /// et al. 2017); attention is all that looks further: the baseline.
  public var cell: Cell?
  /// Width of the embeddings of source and target.
  public var embeddingSize: Int
  /// Width of the decoder's layers; each of the encoder's two directions has half of it.
  public var hiddenSize: Int
  /// Layers of encoder and decoder.
  public var layers: Int
  /// How the decoder compares its state with the encoder's.
  public var attention: Attention.Score
  /// Dropout of the embeddings and of each layer's output, while training.
  public var dropout: Float
  /// Whether the source is read from its end to its beginning (Sutskever et al. 2014).
  public var reversesSource: Bool
  /// The longest source and target, in units. Longer pairs are left out of training and evaluation.
  public var maximumLength: Int

  /// What is left out has a usual size.
  public init(
    cell: Cell? = .lstm, embeddingSize: Int = 64, hiddenSize: Int = 256, layers: Int = 1,
    attention: Attention.Score = .general, dropout: Float = 0, reversesSource: Bool = false, maximumLength: Int = 200
  ) {
    self.cell = cell
    self.embeddingSize = embeddingSize
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.attention = attention
    self.dropout = dropout
    self.reversesSource = reversesSource
    self.maximumLength = maximumLength
  }

  /// Throws at the first setting outside its range.
  public func validate() throws(ConfigurationError) {
    try requireSize("embeddingSize", embeddingSize)
    try requireSize("hiddenSize", hiddenSize)
    try require(hiddenSize % 2 == 0, "hiddenSize", hiddenSize, "even: each direction of the encoder has half of it")
    try require((1...1000).contains(layers), "layers", layers, "1 to 1000")
    try require((0..<1).contains(dropout), "dropout", dropout, "at least 0 and below 1")
    try require((1...10_000).contains(maximumLength), "maximumLength", maximumLength, "1 to 10000")
  }
}

extension TranslatorConfiguration: NetworkConfiguration {}
