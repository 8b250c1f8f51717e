import RecurrentKernels
import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// The shape of a ``TextClassifier``: everything but its vocabulary and its weights.
public struct TextClassifierConfiguration: Codable, Equatable, Sendable {
  /// nil: no recurrent layer, the embeddings' mean goes to the output. The baseline that does not know the order of the
  /// units (fastText: Joulin et al. 2017).
  public var cell: Cell?
  /// The numbers a unit becomes.
  public var embeddingSize: Int
  /// A unit is embedded together with the units before it: as the sum of a vector of itself and one each of the two,
  /// three, ..., `ngrams` units that end with it. 1: of itself alone. See ``usualNgrams(for:)``.
  public var ngrams: Int
  /// The vectors that the longer n-grams of each length share by their hash.
  public var buckets: Int
  /// Of each direction.
  public var hiddenSize: Int
  /// How many recurrent layers stand on each other.
  public var layers: Int
  /// Whether it reads from both ends.
  public var isBidirectional: Bool
  /// Dropout of the embedding, between layers and before the output, while training.
  public var dropout: Float
  /// The share of units and n-grams that are hidden from the network, each anew at every step, while training.
  public var unitDropout: Float
  /// The share of a label's probability that training spreads over all labels, so that the network does not grow too sure
  /// (Szegedy et al. 2016).
  public var labelSmoothing: Float
  /// The units of a text after so many are not read.
  public var maximumLength: Int
  /// Whether in training every label counts the same, however few texts have it: the rare ones are found more often then,
  /// and all together less.
  public var balancesLabels: Bool

  /// What is left out has a usual size.
  public init(
    cell: Cell? = .lstm, embeddingSize: Int = 64, ngrams: Int = 4, buckets: Int = 100_000,
    hiddenSize: Int = 128, layers: Int = 1, isBidirectional: Bool = true, dropout: Float = 0.3,
    unitDropout: Float = 0.1, labelSmoothing: Float = 0.1, maximumLength: Int = 256, balancesLabels: Bool = false
  ) {
    self.cell = cell
    self.embeddingSize = embeddingSize
    self.ngrams = ngrams
    self.buckets = buckets
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.isBidirectional = isBidirectional
    self.dropout = dropout
    self.unitDropout = unitDropout
    self.labelSmoothing = labelSmoothing
    self.maximumLength = maximumLength
    self.balancesLabels = balancesLabels
  }

  /// Neighbouring characters say more together than each by itself; of the letters of Hangul two or three are a character.
  /// Words and byte pairs are long already: what they form together is rare, and learned by heart.
  public static func usualNgrams(for unit: UnitKind) -> Int {
    switch unit {
    case .character: 4
    case .jamo: 6
    case .word, .bytePair: 1
    }
  }

  /// Throws at the first setting outside its range.
  public func validate() throws(ConfigurationError) {
    try requireSize("embeddingSize", embeddingSize)
    try require((1...8).contains(ngrams), "ngrams", ngrams, "1 to 8")
    try require((1...(1 << 24)).contains(buckets), "buckets", buckets, "1 to 16777216")
    try requireSize("hiddenSize", hiddenSize)
    try require((1...1000).contains(layers), "layers", layers, "1 to 1000")
    try require((0..<1).contains(dropout), "dropout", dropout, "at least 0 and below 1")
    try require((0..<1).contains(unitDropout), "unitDropout", unitDropout, "at least 0 and below 1")
    try require((0..<1).contains(labelSmoothing), "labelSmoothing", labelSmoothing, "at least 0 and below 1")
    try require((1...1_000_000).contains(maximumLength), "maximumLength", maximumLength, "1 to 1000000")
  }
}

extension TextClassifierConfiguration: NetworkConfiguration {}
