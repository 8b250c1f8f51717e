import RecurrentFoundation
import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// A recurrent network that predicts the next token of a text: trained, measured, and made to write.
///
/// ```swift
/// let codec = try LanguageModel.makeCodec(fittedTo: "book.txt", unit: .character)
/// let model = try LanguageModel(LanguageModelConfiguration(hiddenSize: 128), codec: codec)
/// let tokens = LanguageModel.Tokens(try TokenStore(contentsOf: "book.txt", codec: codec), validationFraction: 0.1)
/// try model.train(on: tokens, recipe: TrainingRecipe(epochs: 5))
/// for piece in try model.text(after: "The ", length: 200) { print(piece, terminator: "") }
/// try model.save(to: "model")
/// ```
/// One task at a time may train a model; any number may evaluate it or write with it while none trains. What
/// ``TaskModel/frozen()`` gives, any number may use meanwhile too.
public final class LanguageModel: TrainableModel {
  /// What the network is.
  public let configuration: LanguageModelConfiguration
  /// What turns text into tokens and back.
  public let codec: TextCodec

  public var guessingLoss: Double? { log(Double(codec.vocabulary.count)) }

  let network: LanguageModelNetwork
  let record = TrainingRecord()

  /// A model that knows nothing yet.
  ///
  /// - Parameter seed: where the initial weights come from.
  /// - Throws: ``ConfigurationError``.
  public init(
    _ configuration: LanguageModelConfiguration, codec: TextCodec, seed: UInt64 = 1
  ) throws(ConfigurationError) {
    try configuration.validate()
    try requireMemory(forWeights: Self.leastWeightCount(configuration, codec))
    self.configuration = configuration
    self.codec = codec
    network = withRandomSource(RandomSource(seed: seed)) {
      let network = LanguageModelNetwork(configuration, vocabularySize: codec.vocabulary.count)
      if let range = configuration.initialRange {
        for named in network.namedParameters { named.parameter.initialize(with: .uniform(-range...range)) }
      }
      return network
    }
  }

  /// The units of a text, each with its id. Words that it does not have are `<unk>`, byte pairs leave nothing out, and
  /// characters that it does not have are errors.
  ///
  /// - Parameters:
  ///   - maximumSize: at most so many tokens. nil: all; of byte pairs `TextCodecFitter.usualBytePairCount`.
  ///   - normalization: the form in which texts are read; nil: as they stand.
  public static func makeCodec(
    fittedTo path: String, unit: UnitKind, maximumSize: Int? = nil, normalization: NormalizationForm? = nil
  ) throws(TextFileError) -> TextCodec {
    // Where the vocabulary is cut short, something must stand for what is left out.
    let hasUnknown = unit == .word || unit != .bytePair && maximumSize != nil
    return try TextCodec(
      fittedTo: path, unit: unit, maximumSize: maximumSize, specials: hasUnknown ? [.unknown] : [],
      normalization: normalization)
  }
}
