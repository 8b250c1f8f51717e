import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// A generator of small texts, trained for real.
@Suite struct SequenceGeneratorTests {
  private let folder = try! TemporaryFolder()
  private let recipe = TrainingRecipe(epochs: 30, batchSize: 8, learningRate: 0.01, schedule: .cosine, clip: 5)

  /// Colours and fruits, each some times.
  private func words() throws -> LabeledTexts {
    let rows = (0..<25).flatMap { _ in
      ["red\tcolour", "green\tcolour", "빨강\tcolour", "apple\tfruit", "pear\tfruit", "사과\tfruit"]
    }
    let path = try folder.write("text\tlabel\n" + rows.joined(separator: "\n") + "\n", to: "words.tsv")
    return LabeledTexts(path: path)
  }

  private func trained(
    cell: Cell = .lstm, unit: UnitKind = .character, recipe: TrainingRecipe? = nil
  ) throws -> SequenceGenerator {
    let vocabulary = try LabeledVocabulary(
      fittedTo: words(), unit: unit, maximumSize: unit == .bytePair ? 300 : nil, specials: SequenceGenerator.specials)
    let generator = try SequenceGenerator(
      GeneratorConfiguration(cell: cell, embeddingSize: 12, conditionSize: 4, hiddenSize: 24, dropout: 0),
      vocabulary: vocabulary)
    try generator.train(
      on: GeneratorData(try LabeledData(words(), vocabulary: vocabulary)), recipe: recipe ?? self.recipe)
    return generator
  }

  @Test(arguments: [Cell.lstm, .gruResetAfter, .rnn], UnitKind.allCases)
  func itWritesWhatBelongsToTheLabel(cell: Cell, unit: UnitKind) throws {
    let generator = try trained(cell: cell, unit: unit)
    for (label, words) in [("colour", ["red", "green", "빨강"]), ("fruit", ["apple", "pear", "사과"])] {
      let written = try generator.texts(of: label, count: 30, sampling: Sampling(temperature: 0.5))
      // A letter may be drawn that is not likely, once or twice.
      #expect(written.count { words.contains($0) } >= 28, "\(written)")
      #expect(Set(written).count > 1)
    }
  }

  /// Each text is one of three alike: log 3 nats to know which, and nothing after its first unit.
  @Test func theCrossEntropyIsThatOfTheChoice() throws {
    let generator = try trained()
    let data = try LabeledTokens(words(), vocabulary: generator.vocabulary)
    let texts = ConditionedTexts(data)
    let natsPerText = try generator.evaluate(on: texts) * Double(texts.tokenCount) / Double(texts.count)
    #expect(natsPerText > 1.0986 - 1e-4)
    #expect(natsPerText < 1.3, "\(natsPerText)")
    // The file, read piece by piece: the same batches.
    let figures = try generator.evaluate(on: words())
    #expect(try figures.natsPerToken == generator.evaluate(on: texts))
    #expect(figures.texts == texts.count && figures.tokens == texts.tokenCount)
    let empty = LabeledTexts(path: try folder.write("text\tlabel\n \tfruit\n", to: "empty.tsv"))
    #expect(throws: LabeledTextError.noTexts(path: empty.path, emptyCount: 1)) { try generator.evaluate(on: empty) }
  }

  /// One vector for each text, as an image's features are for its caption.
  @Test func captionsFollowFromVectors() throws {
    let captions = ["a red dog", "two cats", "개 한 마리"]
    let vectors: [[Float]] = [[1, 0, 0.5], [-1, 0.2, 0], [0, -1, 1]]
    var fitter = TextCodecFitter(.character, specials: [.unknown] + SequenceGenerator.specials)
    for caption in captions { fitter.add(caption) }
    let vocabulary = LabeledVocabulary(text: fitter.makeCodec(), labels: try Vocabulary(tokens: []))
    let generator = try SequenceGenerator(
      GeneratorConfiguration(conditionSize: 8, vectorSize: 3, hiddenSize: 24, dropout: 0), vocabulary: vocabulary)
    let ids = try captions.map { try vocabulary.text.encode($0) }
    let data = try ConditionedTexts(
      texts: (0..<60).map { ids[$0 % 3] }, vectors: (0..<60).map { vectors[$0 % 3] })
    try generator.train(on: GeneratorData(training: data), recipe: recipe)
    try generator.save(to: folder.path("captions"))
    let loaded = try SequenceGenerator(contentsOf: folder.path("captions"))
    for (vector, caption) in zip(vectors, captions) {
      #expect(try loaded.texts(from: vector, count: 1, sampling: Sampling(temperature: 0)) == [caption])
    }
    #expect(throws: GenerationError.vectorSize(2, expected: 3)) { try loaded.texts(from: [1, 2], count: 1) }
    #expect(throws: GenerationError.vectorNeeded) { try loaded.texts(of: "dog", count: 1) }
  }

  @Test func theSameSeedWritesTheSame() throws {
    let generator = try trained(recipe: TrainingRecipe(epochs: 2, batchSize: 16))
    let texts = try [1, 1, 2].map { try generator.texts(of: "fruit", count: 8, seed: $0) }
    #expect(texts[0] == texts[1])
    #expect(texts[0] != texts[2])
    #expect(try generator.texts(of: "fruit", count: 5, maximumLength: 3).allSatisfy { $0.unicodeScalars.count <= 3 })
    #expect(try generator.texts(of: "fruit", count: 0).isEmpty)
  }

  @Test func aSavedGeneratorWritesTheSame() throws {
    let generator = try trained(recipe: TrainingRecipe(epochs: 1, batchSize: 16))
    try generator.save(to: folder.path("model"))
    let loaded = try SequenceGenerator(contentsOf: folder.path("model"))
    #expect(try loaded.texts(of: "colour", count: 8) == generator.texts(of: "colour", count: 8))
    #expect(loaded.history == generator.history)
    #expect(try ModelSummary(contentsOf: folder.path("model")).parameters == generator.parameterCount)
  }

  @Test func aClassifierKnowsWhatWasWritten() throws {
    let generator = try trained()
    let classifier = try TextClassifier(
      TextClassifierConfiguration(embeddingSize: 12, ngrams: 1, hiddenSize: 12, dropout: 0),
      vocabulary: LabeledVocabulary(fittedTo: words(), unit: .character))
    try classifier.train(on: try LabeledData(words(), vocabulary: classifier.vocabulary), recipe: recipe)
    let recognition = try generator.recognition(by: classifier, count: 20, sampling: Sampling(temperature: 0.3))
    #expect(recognition.labels.map(\.name) == ["colour", "fruit"])
    #expect(recognition.accuracy == 1)
  }

  @Test func aLabelThatWasNotLearnedIsNamed() throws {
    let generator = try trained(recipe: TrainingRecipe(epochs: 1, batchSize: 64))
    #expect(throws: GenerationError.unknownLabel("tree", known: ["colour", "fruit"])) {
      try generator.texts(of: "tree", count: 1)
    }
    #expect(throws: GenerationError.labelNeeded) { try generator.texts(from: [1], count: 1) }
  }

  @Test func aVocabularyWithoutAnEndIsRefused() throws {
    let vocabulary = try LabeledVocabulary(fittedTo: words(), unit: .character)
    #expect(throws: VocabularyError.self) { try SequenceGenerator(GeneratorConfiguration(), vocabulary: vocabulary) }
  }
}
