import RecurrentLayers
import RecurrentText
import RecurrentTraining

extension Frozen<LanguageModel> {
  /// As ``LanguageModel/text(after:length:sampling:seed:)``.
  public func text(
    after prompt: String = "", length: Int, sampling: Sampling = Sampling(), seed: UInt64 = 1
  ) throws -> GeneratedText {
    try run { try $0.text(after: prompt, length: length, sampling: sampling, seed: seed) }
  }

  /// As ``LanguageModel/makeStream()``, with the frozen weights.
  public func makeStream() -> RecurrentStream { run { $0.makeStream() } }

  /// As ``LanguageModel/makeStreamGroup()``, with the frozen weights.
  public func makeStreamGroup() -> StreamGroup { run { $0.makeStreamGroup() } }

  /// As ``LanguageModel/evaluate(on:)``.
  public func evaluate(on tokens: any TokenStorage) throws -> LanguageModelFigures {
    try run { try $0.evaluate(on: tokens) }
  }
}
