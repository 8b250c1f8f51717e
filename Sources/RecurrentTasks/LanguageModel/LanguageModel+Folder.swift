import RecurrentText

extension LanguageModel: FolderModel {
  public static let kind = "language-model"

  var vocabulary: TextCodec { codec }

  convenience init(_ configuration: LanguageModelConfiguration, vocabulary: TextCodec, seed: UInt64) throws {
    guard vocabulary.vocabulary.count > 0 else { throw VocabularyError.inconsistent("it has no tokens") }
    try self.init(configuration, codec: vocabulary, seed: seed)
  }

  static func leastWeightCount(_ configuration: LanguageModelConfiguration, _ vocabulary: TextCodec) -> Int {
    vocabulary.vocabulary.count * configuration.embeddingSize
      + SequenceLayers.leastWeightCount(
        cell: configuration.cell, inputSize: configuration.embeddingSize, hiddenSize: configuration.hiddenSize,
        layers: configuration.layers)
  }
}
