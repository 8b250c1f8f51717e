import RecurrentFoundation
import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// Writes texts from a label, or from a vector: one to many. Names from a nationality, captions from an image's features.
///
/// ```swift
/// let names = LabeledTexts(path: "names")
/// let vocabulary = try LabeledVocabulary(
///   fittedTo: names, unit: .character, specials: SequenceGenerator.specials)
/// let generator = try SequenceGenerator(GeneratorConfiguration(), vocabulary: vocabulary)
/// let data = try LabeledData(names, vocabulary: vocabulary)
/// try generator.train(on: GeneratorData(data), recipe: TrainingRecipe(epochs: 20))
/// try generator.texts(of: "Korean", count: 10)
/// ```
/// One task at a time may train a generator; any number may use it while none trains. What
/// ``TaskModel/frozen()`` gives, any number may use meanwhile too.
public final class SequenceGenerator: FolderModel {
  public static let kind = "sequence-generator"

  public static let usualRecipe = TrainingRecipe(
    epochs: 20, batchSize: 64, learningRate: 0.003, schedule: .cosine, clip: 5)

  /// The special tokens of its vocabulary, beside `<unk>`.
  public static let specials: [SpecialToken] = [.beginning, .end]

  /// What the network is.
  public let configuration: GeneratorConfiguration
  /// Its labels do not matter where texts are written from vectors.
  public let vocabulary: LabeledVocabulary

  public var guessingLoss: Double? { log(Double(vocabulary.text.vocabulary.count)) }

  let network: GeneratorNetwork
  let record = TrainingRecord()

  /// A generator that knows nothing yet.
  ///
  /// - Parameter seed: where the initial weights come from.
  /// - Throws: ``ConfigurationError``, `VocabularyError`.
  public init(_ configuration: GeneratorConfiguration, vocabulary: LabeledVocabulary, seed: UInt64 = 1) throws {
    try configuration.validate()
    try vocabulary.validate(specials: Self.specials, hasLabels: configuration.vectorSize == nil)
    try requireMemory(forWeights: Self.leastWeightCount(configuration, vocabulary))
    self.configuration = configuration
    self.vocabulary = vocabulary
    network = withRandomSource(RandomSource(seed: seed)) {
      GeneratorNetwork(
        configuration, vocabularySize: vocabulary.text.vocabulary.count, labelCount: vocabulary.labels.count)
    }
  }

  static func leastWeightCount(_ configuration: GeneratorConfiguration, _ vocabulary: LabeledVocabulary) -> Int {
    let (embedding, condition) = (configuration.embeddingSize, configuration.conditionSize)
    return vocabulary.text.vocabulary.count * embedding
      + (configuration.vectorSize ?? vocabulary.labels.count) * condition
      + SequenceLayers.leastWeightCount(
        cell: configuration.cell, inputSize: embedding + condition, hiddenSize: configuration.hiddenSize,
        layers: configuration.layers)
  }

  /// The id of a special token; the vocabulary was checked to have it.
  func id(of special: SpecialToken) -> Int32 { vocabulary.text.vocabulary.id(of: special) ?? 0 }
}
