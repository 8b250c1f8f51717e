import RecurrentFoundation
import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// Turns texts into other texts of any length, by an encoder and an attending decoder: many to many, unaligned.
///
/// ```swift
/// let pairs = TextPairs(path: "date.txt", separator: "_")
/// let vocabulary = try TranslatorVocabulary(fittedTo: pairs)
/// let translator = try Translator(TranslatorConfiguration(), vocabulary: vocabulary)
/// let (training, validation) = try pairs.split(validationFraction: 0.1)
/// try translator.train(
///   on: translator.corpus(training), validation: validation.map(translator.corpus), recipe: TrainingRecipe(epochs: 5))
/// try translator.translations(of: ["september 27, 1994"])  // ["1994-09-27"]
/// try translator.save(to: "model")
/// ```
/// One task at a time may train a translator; any number may use it while none trains. What
/// ``TaskModel/frozen()`` gives, any number may use meanwhile too.
public final class Translator: FolderModel {
  public static let kind = "translator"

  /// What the network is.
  public let configuration: TranslatorConfiguration
  /// What it knows of texts and labels.
  public let vocabulary: TranslatorVocabulary

  public var guessingLoss: Double? { log(Double(vocabulary.target.vocabulary.count)) }

  let network: TranslatorNetwork
  let record = TrainingRecord()

  /// A translator that knows nothing yet.
  ///
  /// - Parameter seed: where the initial weights come from.
  /// - Throws: ``ConfigurationError``, `VocabularyError`.
  public init(_ configuration: TranslatorConfiguration, vocabulary: TranslatorVocabulary, seed: UInt64 = 1) throws {
    try configuration.validate()
    try vocabulary.validate()
    try requireMemory(forWeights: Self.leastWeightCount(configuration, vocabulary))
    self.configuration = configuration
    self.vocabulary = vocabulary
    network = withRandomSource(RandomSource(seed: seed)) {
      TranslatorNetwork(
        configuration, sourceCount: vocabulary.source.vocabulary.count, targetCount: vocabulary.target.vocabulary.count)
    }
  }

  static func leastWeightCount(_ configuration: TranslatorConfiguration, _ vocabulary: TranslatorVocabulary) -> Int {
    let units = vocabulary.source.vocabulary.count + vocabulary.target.vocabulary.count
    let (embedding, hidden) = (configuration.embeddingSize, configuration.hiddenSize)
    let decoder = SequenceLayers.leastWeightCount(
      cell: configuration.cell, inputSize: embedding, hiddenSize: hidden, layers: configuration.layers)
    return units * embedding + decoder + 2 * hidden * hidden
  }

  /// Reads pairs as this translator learns from them.
  ///
  /// - Throws: `TextFileError`.
  public func corpus(_ pairs: TextPairs) throws -> PairCorpus {
    try PairCorpus(pairs, vocabulary: vocabulary, maximumLength: configuration.maximumLength)
  }

  func sourceBatch(_ sources: [[Int32]]) -> SourceBatch {
    SourceBatch(sources, reversed: configuration.reversesSource)
  }

  func targetBatch(_ targets: [[Int32]]) -> TargetBatch {
    TargetBatch(targets, vocabulary: vocabulary.target.vocabulary)
  }
}
