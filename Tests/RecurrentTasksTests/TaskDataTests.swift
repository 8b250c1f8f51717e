import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// Whatever data a task is given: what it cannot use throws, and of nothing it makes nothing.
@Suite struct TaskDataTests {
  private let folder = try! TemporaryFolder()
  private static let codec = TextCodec(
    unit: .character, vocabulary: try! Vocabulary(tokens: ["<unk>", "<bos>", "<eos>", "a", "b"]))
  private static let labels = LabeledVocabulary(text: codec, labels: try! Vocabulary(tokens: ["x", "y"]))

  private func expect<Failure: Error & Equatable>(_ error: Failure, _ body: () throws -> Void) {
    #expect(throws: error) { try body() }
  }

  private func tokens(_ text: [Int32], label: Int32) throws -> LabeledTokens {
    var tokens = LabeledTokens()
    try tokens.add(text, label: label)
    return tokens
  }

  // MARK: Texts and labels

  @Test func classifier() throws {
    let configuration = TextClassifierConfiguration(embeddingSize: 4, ngrams: 2, buckets: 10, hiddenSize: 4)
    let classifier = try TextClassifier(configuration, vocabulary: Self.labels)
    #expect(try classifier.predictions(for: []).isEmpty)
    let predictions = try classifier.predictions(for: ["", " ", "?!", "ab", " ab\n"])
    #expect(predictions.count == 5 && predictions.allSatisfy { $0.probability.isFinite })
    // White space around a text is no part of it.
    #expect(predictions[0] == predictions[1] && predictions[3] == predictions[4])
    let nothing = try classifier.evaluate(on: LabeledTokens())
    #expect(nothing.texts == 0 && nothing.accuracy == 0 && nothing.f1 == 0 && nothing.natsPerText == 0)
    let good = try tokens([3, 4], label: 1)
    let foreign: [(tokens: LabeledTokens, error: DataError)] = [
      (try tokens([3, 5], label: 0), .unknownToken(5, example: 0, tokens: 5)),
      (try tokens([-1], label: 0), .unknownToken(-1, example: 0, tokens: 5)),
      (try tokens([3], label: 2), .unknownLabel(2, example: 0, classes: 2)),
      (try tokens([3], label: -1), .unknownLabel(-1, example: 0, classes: 2)),
    ]
    for (tokens, error) in foreign {
      expect(error) { _ = try classifier.evaluate(on: tokens) }
      expect(error) { try classifier.train(on: LabeledData(training: tokens)) }
      expect(error) { try classifier.train(on: LabeledData(training: good, validation: tokens)) }
    }
    expect(DataError.empty) { try classifier.train(on: LabeledData(training: LabeledTokens())) }
    #expect(classifier.history == nil)
  }

  @Test func generator() throws {
    let configuration = GeneratorConfiguration(embeddingSize: 4, conditionSize: 4, hiddenSize: 8)
    let generator = try SequenceGenerator(configuration, vocabulary: Self.labels)
    #expect(try generator.texts(of: "x", count: 0).isEmpty)
    #expect(try generator.evaluate(on: ConditionedTexts(LabeledTokens())) == 0)
    let vectors = try ConditionedTexts(texts: [[3]], vectors: [[1, 2]])
    let foreign: [(texts: ConditionedTexts, error: any Error)] = [
      (ConditionedTexts(try tokens([9], label: 0)), DataError.unknownToken(9, example: 0, tokens: 5)),
      (ConditionedTexts(try tokens([3], label: 2)), DataError.unknownLabel(2, example: 0, classes: 2)),
      (vectors, GenerationError.labelNeeded),
    ]
    for (texts, error) in foreign {
      for attempt in [{ _ = try generator.evaluate(on: texts) }, { try generator.train(on: .init(training: texts)) }] {
        #expect {
          try attempt()
        } throws: {
          "\($0)" == "\(error)"
        }
      }
    }
    expect(DataError.empty) { try generator.train(on: .init(training: ConditionedTexts(LabeledTokens()))) }
    #expect(generator.history == nil)
  }

  @Test func generatorFromVectors() throws {
    let configuration = GeneratorConfiguration(embeddingSize: 4, conditionSize: 4, vectorSize: 2, hiddenSize: 8)
    let generator = try SequenceGenerator(configuration, vocabulary: Self.labels)
    let count = DataError.count(what: "vectors", expected: 2, got: 1)
    expect(count) { _ = try ConditionedTexts(texts: [[3], [4]], vectors: [[1, 2]]) }
    let notFinite = DataError.notFinite(what: "vector", example: 1)
    expect(notFinite) { _ = try ConditionedTexts(texts: [[3], [4]], vectors: [[1, 2], [1, .nan]]) }
    let ragged = try ConditionedTexts(texts: [[3], [4]], vectors: [[1, 2], [1]])
    expect(GenerationError.vectorSize(1, expected: 2)) { try generator.train(on: .init(training: ragged)) }
    expect(GenerationError.vectorNeeded) {
      try generator.train(on: .init(training: ConditionedTexts(try tokens([3], label: 0))))
    }
    expect(GenerationError.vectorNotFinite) { _ = try generator.texts(from: [.infinity, 0], count: 1) }
    expect(GenerationError.vectorSize(0, expected: 2)) { _ = try generator.texts(from: [], count: 1) }
    #expect(try generator.evaluate(on: ConditionedTexts(texts: [], vectors: [])) == 0)
  }

  // MARK: Words and pairs

  @Test func tagger() throws {
    let sentences = TaggedSentences(path: try folder.write(SampleTreebank.conllu(20, seed: 1), to: "a"))
    let others = TaggedSentences(path: try folder.write(SampleTreebank.conllu(3, seed: 2), to: "b"))
    let configuration = TaggerConfiguration(
      embeddingSize: 4, characterEmbeddingSize: 4, characterHiddenSize: 4, hiddenSize: 4)
    let tagger = try Tagger(configuration, vocabulary: TaggerVocabulary(fittedTo: sentences))
    #expect(tagger.tags(of: []).isEmpty)
    #expect(tagger.tags(of: [[], ["", "☃"], [""]]).map(\.count) == [0, 2, 1])
    let foreign = try TaggedCorpus(others, vocabulary: TaggerVocabulary(fittedTo: others))
    let error = DataError.kind(
      what: "sentences", expected: "those of its own vocabulary", got: "of another vocabulary")
    expect(error) { _ = try tagger.evaluate(on: foreign) }
    expect(error) { try tagger.train(on: foreign) }
    expect(error) { try tagger.train(on: tagger.corpus(sentences), validation: foreign) }
    let nothing = TaggedCorpus(vocabulary: tagger.vocabulary)
    let figures = try tagger.evaluate(on: nothing)
    #expect(figures.words == 0 && figures.accuracy == 0 && figures.f1 == 0 && figures.natsPerWord == 0)
    expect(DataError.empty) { try tagger.train(on: nothing) }
    #expect(tagger.history == nil)
  }

  @Test(arguments: [Cell.gruResetAfter, nil]) func translator(_ cell: Cell?) throws {
    let small = TextPairs(path: try folder.write("ab\tba\nb\tb\n", to: "small"))
    let large = TextPairs(path: try folder.write("xyzabcdefgh\tba\n", to: "large"))
    let long = TextPairs(path: try folder.write("abbabbabbabb\tba\n", to: "long"))
    let vocabulary = try TranslatorVocabulary(fittedTo: small)
    let translator = try Translator(
      TranslatorConfiguration(cell: cell, embeddingSize: 4, hiddenSize: 8, maximumLength: 8), vocabulary: vocabulary)
    #expect(try translator.translations(of: []).isEmpty)
    #expect(try translator.translations(of: ["", "?"]).count == 2)
    let foreign = try PairCorpus(large, vocabulary: TranslatorVocabulary(fittedTo: large), maximumLength: 20)
    let tooLong = try PairCorpus(long, vocabulary: vocabulary, maximumLength: 20)
    #expect(throws: DataError.self) { try translator.evaluate(on: foreign) }
    #expect(throws: DataError.self) { try translator.train(on: foreign) }
    let length = DataError.length(12, example: 0, steps: 8)
    expect(length) { _ = try translator.evaluate(on: tooLong) }
    expect(length) { try translator.train(on: translator.corpus(small), validation: tooLong) }
    let figures = try translator.evaluate(on: PairCorpus())
    #expect(figures.pairs == 0 && figures.exactMatch == 0 && figures.accuracy == 0 && figures.natsPerUnit == 0)
    expect(DataError.empty) { try translator.train(on: PairCorpus()) }
    #expect(translator.history == nil)
  }

  // MARK: Series

  @Test func forecaster() throws {
    let configuration = ForecasterConfiguration(targets: ["a"], window: 4, horizon: 2, hiddenSize: 4)
    let series = try Series((0..<12).map { [Double($0)] }, columns: ["a"])
    expect(ForecastError.ragged(path: "series", row: 1, numbers: 2, columns: 1)) {
      _ = try Series([[1], [2, 3]], columns: ["a"])
    }
    for number in [Double.infinity, -1e151] {
      expect(ForecastError.notFinite(path: "load", row: 2, column: "a")) {
        _ = try Series([[1], [2], [number]], columns: ["a"], name: "load")
      }
    }
    expect(ForecastError.tooShort(path: "series", part: "to scale by", rows: 12, needed: 20)) {
      _ = try SeriesScaling(series, rows: 0..<20)
    }
    let forecaster = try Forecaster(configuration, scaling: SeriesScaling(series, rows: 0..<8))
    #expect(try forecaster.forecast(after: series)[0].values.count == 2)
    let nothing = try Series([], columns: ["a"])
    expect(ForecastError.noValues(path: "series", name: "series", column: "a")) {
      _ = try forecaster.forecast(after: nothing)
    }
    #expect(throws: ForecastError.self) { try forecaster.evaluate(on: nothing) }
    #expect(throws: ForecastError.self) { try forecaster.evaluate(on: series, rows: 30..<40) }
    #expect(throws: ForecastError.self) { try forecaster.train(on: .init(nothing, training: 0..<0)) }
    expect(ForecastError.tooShort(path: "series", part: "to learn from", rows: 12, needed: 13)) {
      try forecaster.train(on: .init(series, training: 0..<13))
    }
    expect(ForecastError.tooShort(path: "series", part: "to validate on", rows: 12, needed: 20)) {
      try forecaster.train(on: .init(series, training: 0..<8, validation: 8..<20))
    }
    #expect(forecaster.history == nil)
    // Nothing varies, and numbers as large as there are.
    for value in [0, Double(Float.greatestFiniteMagnitude), -1e150] {
      let flat = try Series([[Double]](repeating: [value], count: 12), columns: ["a"])
      let still = try Forecaster(configuration, scaling: SeriesScaling(flat, rows: 0..<12))
      #expect(try still.forecast(after: flat)[0].values == [value, value])
    }
  }
}
