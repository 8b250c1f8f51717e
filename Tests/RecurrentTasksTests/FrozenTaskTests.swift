import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// A frozen task says what the task said when it was frozen, in any number of tasks at once, while its weights change.
@Suite struct FrozenTaskTests {
  private static let tokens = ["<unk>", "<bos>", "<eos>", "a", "b", "c"]
  private static let codec = TextCodec(unit: .character, vocabulary: try! Vocabulary(tokens: tokens))
  private static let labels = LabeledVocabulary(text: codec, labels: try! Vocabulary(tokens: ["x", "y", "z"]))

  /// - Parameter answer, frozenAnswer: the same question to both.
  private func expect<Model: TrainableModel, Answer: Equatable & Sendable>(
    _ model: Model, _ answer: (Model) throws -> Answer,
    _ frozenAnswer: @escaping @Sendable (Frozen<Model>) throws -> Answer
  ) async throws {
    let frozen = model.frozen()
    let before = try answer(model)
    let answers = await withTaskGroup(of: Answer?.self) { group in
      for _ in 0..<8 { group.addTask { try? frozenAnswer(frozen) } }
      var generator = RandomGenerator(seed: 1)
      for _ in 1...5 {
        for named in model.store.parameters {
          let value = named.parameter.value
          named.parameter.value = value + Tensor.uniform(value.shape, in: -1...1, using: &generator)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.count == 8 && answers.allSatisfy { $0 == before })
    #expect(try frozenAnswer(frozen) == before)
    #expect(try answer(model) != before)
    #expect(try frozenAnswer(model.frozen()) == answer(model))
  }

  @Test(arguments: [Cell.lstm, nil]) func languageModel(_ cell: Cell?) async throws {
    let model = try LanguageModel(
      LanguageModelConfiguration(cell: cell, embeddingSize: 4, hiddenSize: 8), codec: Self.codec)
    try await expect(model) {
      try $0.text(after: "ab", length: 60).joined()
    } _: {
      try $0.text(after: "ab", length: 60).joined()
    }
    let frozen = model.frozen()
    let text = try frozen.text(length: 60)
    let before = text.joined()
    for parameter in model.network.parameters { parameter.value = parameter.value * -2 }
    // Written after the weights changed, by those that there were when the text was asked for.
    #expect(text.joined() == before)
    #expect(try frozen.evaluate(on: [3, 4, 5, 3]) != model.evaluate(on: [3, 4, 5, 3]))
  }

  @Test func textClassifier() async throws {
    let model = try TextClassifier(
      TextClassifierConfiguration(embeddingSize: 4, ngrams: 2, buckets: 10, hiddenSize: 4), vocabulary: Self.labels)
    let texts = ["ab", "", "cab"]
    try await expect(model) {
      try $0.predictions(for: texts)
    } _: {
      try $0.predictions(for: texts)
    }
  }

  @Test func tagger() async throws {
    let folder = try TemporaryFolder()
    let sentences = TaggedSentences(path: try folder.write(SampleTreebank.conllu(20, seed: 1), to: "train.conllu"))
    let configuration = TaggerConfiguration(
      embeddingSize: 4, characterEmbeddingSize: 4, characterHiddenSize: 4, hiddenSize: 4)
    let model = try Tagger(configuration, vocabulary: TaggerVocabulary(fittedTo: sentences))
    let words = (0..<40).map { ["a\($0)", "b", "the", "sleeps\($0)"] }
    try await expect(model) {
      $0.tags(of: words)
    } _: {
      $0.tags(of: words)
    }
  }

  @Test func translator() async throws {
    let folder = try TemporaryFolder()
    let pairs = TextPairs(path: try folder.write("ab\tba\nbc\tcba\n", to: "pairs"))
    let vocabulary = try TranslatorVocabulary(fittedTo: pairs)
    let model = try Translator(TranslatorConfiguration(embeddingSize: 4, hiddenSize: 8), vocabulary: vocabulary)
    try await expect(model) {
      try $0.attention(to: "abcab").map
    } _: {
      try $0.attention(to: "abcab").map
    }
    let frozen = model.frozen()
    #expect(try frozen.translations(of: ["ab", "", "cab"]) == model.translations(of: ["ab", "", "cab"]))
  }

  @Test func forecaster() async throws {
    let configuration = ForecasterConfiguration(
      targets: ["a"], window: 4, horizon: 2, hiddenSize: 4)
    let series = try Series([[1], [2], [3], [2], [1], [2], [3], [2]], columns: ["a"])
    let model = try Forecaster(configuration, scaling: SeriesScaling(series, rows: 0..<8))
    try await expect(model) {
      try $0.forecast(after: series)
    } _: {
      try $0.forecast(after: series)
    }
  }

  @Test func sequenceGenerator() async throws {
    let model = try SequenceGenerator(
      GeneratorConfiguration(embeddingSize: 4, conditionSize: 4, hiddenSize: 8), vocabulary: Self.labels)
    try await expect(model) {
      try $0.texts(of: "y", count: 5)
    } _: {
      try $0.texts(of: "y", count: 5)
    }
    let described = try SequenceGenerator(
      GeneratorConfiguration(embeddingSize: 4, conditionSize: 4, vectorSize: 2, hiddenSize: 8),
      vocabulary: Self.labels)
    try await expect(described) {
      try $0.texts(from: [1, 2], count: 5)
    } _: {
      try $0.texts(from: [1, 2], count: 5)
    }
  }
}
