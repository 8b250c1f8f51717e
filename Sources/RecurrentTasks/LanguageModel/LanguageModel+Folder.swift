import RecurrentText

extension LanguageModel: FolderModel {
  static let kind = "language-model"

  var vocabulary: TextCodec { codec }

  convenience init(_ configuration: LanguageModelConfiguration, vocabulary: TextCodec, seed: UInt64) throws {
    try self.init(configuration, codec: vocabulary, seed: seed)
  }
}
