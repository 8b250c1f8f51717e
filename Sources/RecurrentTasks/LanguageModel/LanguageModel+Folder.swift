import RecurrentText

extension LanguageModel: FolderModel {
  static let kind = "language-model"

  var vocabulary: TextCodec { codec }

  convenience init(_ configuration: LanguageModelConfiguration, vocabulary: TextCodec, seed: UInt64) throws {
    guard vocabulary.vocabulary.count > 0 else { throw VocabularyError.inconsistent("it has no tokens") }
    try self.init(configuration, codec: vocabulary, seed: seed)
  }

  static func leastWeightCount(_ configuration: LanguageModelConfiguration, _ vocabulary: TextCodec) -> Int {
    let (embedding, hidden) = (configuration.embeddingSize, configuration.hiddenSize)
    return vocabulary.vocabulary.count * embedding + (configuration.cell == nil ? embedding : hidden) * hidden
  }
}
