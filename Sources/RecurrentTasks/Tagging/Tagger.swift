import RecurrentFoundation
import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// Gives each word of a sentence its part of speech, by a recurrent network over the words and their characters: many to
/// many, aligned.
///
/// ```swift
/// let (training, validation) = (TaggedSentences(path: "train.conllu"), TaggedSentences(path: "dev.conllu"))
/// let vocabulary = try TaggerVocabulary(fittedTo: training)
/// let tagger = try Tagger(TaggerConfiguration(), vocabulary: vocabulary)
/// try tagger.train(on: tagger.corpus(training), validation: tagger.corpus(validation))
/// tagger.tags(of: [["The", "cat", "sleeps", "."]])  // [["DET", "NOUN", "VERB", "PUNCT"]]
/// try tagger.save(to: "model")
/// ```
/// One task at a time may train a tagger; any number may use it while none trains. What
/// ``TaskModel/frozen()`` gives, any number may use meanwhile too.
public final class Tagger: FolderModel {
  public static let kind = "tagger"

  /// What the network is.
  public let configuration: TaggerConfiguration
  /// What it knows of texts and labels.
  public let vocabulary: TaggerVocabulary

  public var guessingLoss: Double? { log(Double(vocabulary.tags.count)) }

  let network: TaggerNetwork
  let record = TrainingRecord()

  /// A tagger that knows nothing yet.
  ///
  /// - Parameter seed: where the initial weights come from.
  /// - Throws: ``ConfigurationError``, `VocabularyError`.
  public init(_ configuration: TaggerConfiguration, vocabulary: TaggerVocabulary, seed: UInt64 = 1) throws {
    try configuration.validate()
    try vocabulary.validate()
    try requireMemory(forWeights: Self.leastWeightCount(configuration, vocabulary))
    self.configuration = configuration
    self.vocabulary = vocabulary
    network = withRandomSource(RandomSource(seed: seed)) { TaggerNetwork(configuration, vocabulary) }
  }

  static func leastWeightCount(_ configuration: TaggerConfiguration, _ vocabulary: TaggerVocabulary) -> Int {
    let embeddings =
      vocabulary.words.count * configuration.embeddingSize
      + vocabulary.characters.vocabulary.count * configuration.characterEmbeddingSize
    let spelling = configuration.cell.map {
      SequenceLayers.leastWeightCount(
        cell: $0, inputSize: configuration.characterEmbeddingSize, hiddenSize: configuration.characterHiddenSize,
        layers: 1)
    }
    let sentence = SequenceLayers.leastWeightCount(
      cell: configuration.cell, inputSize: configuration.embeddingSize, hiddenSize: configuration.hiddenSize,
      layers: configuration.layers)
    return embeddings + (spelling ?? 0) + sentence
  }

  /// Reads sentences as this tagger learns from them.
  ///
  /// - Throws: `TextFileError`.
  public func corpus(_ sentences: TaggedSentences) throws -> TaggedCorpus {
    try TaggedCorpus(sentences, vocabulary: vocabulary)
  }
}
