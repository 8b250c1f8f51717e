import RecurrentFoundation
import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// Says which of several labels a text has, by a recurrent network over its units: many to one.
///
/// ```swift
/// let reviews = LabeledTexts(path: "ratings_train.txt", textColumn: "document")
/// let draw = ValidationDraw(fraction: 0.1, seed: 1)
/// let vocabulary = try LabeledVocabulary(fittedTo: reviews, validation: draw, unit: .character)
/// let classifier = try TextClassifier(TextClassifierConfiguration(), vocabulary: vocabulary)
/// let data = try LabeledData(reviews, vocabulary: vocabulary, validation: draw)
/// try classifier.train(on: data)
/// try classifier.predictions(for: ["재미있다"])[0].label
/// try classifier.save(to: "model")
/// ```
/// One task at a time may train a classifier; any number may use it while none trains. What
/// ``TaskModel/frozen()`` gives, any number may use meanwhile too.
public final class TextClassifier: FolderModel {
  public static let kind = "text-classifier"

  public static let usualRecipe = TrainingRecipe(
    epochs: 5, batchSize: 128, learningRate: 0.003, schedule: .cosine, clip: 1, averaging: 0.999)

  /// What the network is.
  public let configuration: TextClassifierConfiguration
  /// What it knows of texts and labels.
  public let vocabulary: LabeledVocabulary

  public var guessingLoss: Double? { log(Double(vocabulary.labels.count)) }

  let network: TextClassifierNetwork
  let record = TrainingRecord()

  /// A classifier that knows nothing yet.
  ///
  /// - Parameter seed: where the initial weights come from.
  /// - Throws: ``ConfigurationError``, `VocabularyError`.
  public init(
    _ configuration: TextClassifierConfiguration, vocabulary: LabeledVocabulary, seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    try vocabulary.validate()
    try requireMemory(forWeights: Self.leastWeightCount(configuration, vocabulary))
    self.configuration = configuration
    self.vocabulary = vocabulary
    network = withRandomSource(RandomSource(seed: seed)) {
      TextClassifierNetwork(
        configuration, unitCount: vocabulary.text.vocabulary.count,
        unknown: vocabulary.text.vocabulary.id(of: .unknown) ?? 0, labelCount: vocabulary.labels.count)
    }
  }

  /// The ids of a text's units, as many as the classifier reads, as it learns from them: without white space around it.
  func encode(_ text: String) throws(VocabularyError) -> [Int32] {
    Array(try vocabulary.text.encode(trimmed(text[...].unicodeScalars)).prefix(configuration.maximumLength))
  }

  static func leastWeightCount(_ configuration: TextClassifierConfiguration, _ vocabulary: LabeledVocabulary) -> Int {
    let rows = vocabulary.text.vocabulary.count + (configuration.ngrams - 1) * configuration.buckets
    let recurrent = configuration.cell.map {
      SequenceLayers.leastWeightCount(
        cell: $0, inputSize: configuration.embeddingSize, hiddenSize: configuration.hiddenSize,
        layers: configuration.layers)
    }
    return rows * configuration.embeddingSize + (recurrent ?? 0)
  }
}
