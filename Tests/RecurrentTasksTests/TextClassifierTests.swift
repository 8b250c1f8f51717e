import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// A classifier of small texts, trained for real.
@Suite struct TextClassifierTests {
  private let folder = try! TemporaryFolder()
  private let recipe = TrainingRecipe(epochs: 12, batchSize: 16, learningRate: 0.02, schedule: .cosine, clip: 1)
  private let draw = ValidationDraw(fraction: 0.2, seed: 3)

  private func reviews(_ count: Int = 200, seed: Int = 0) throws -> LabeledTexts {
    let path = try folder.write(SampleReviews.table(count, seed: seed), to: "reviews\(seed).tsv")
    return LabeledTexts(path: path, textColumn: "document")
  }

  private func classifier(
    cell: Cell? = .lstm, ngrams: Int = 2, unit: UnitKind = .character, seed: UInt64 = 1
  ) throws -> TextClassifier {
    let vocabulary = try LabeledVocabulary(
      fittedTo: reviews(), validation: draw, unit: unit, maximumSize: unit == .bytePair ? 300 : nil)
    return try TextClassifier(
      TextClassifierConfiguration(
        cell: cell, embeddingSize: 12, ngrams: ngrams, buckets: 500, hiddenSize: 12, dropout: 0.1,
        unitDropout: 0.05),
      vocabulary: vocabulary, seed: seed)
  }

  private func data(_ classifier: TextClassifier) throws -> LabeledData {
    try LabeledData(reviews(), vocabulary: classifier.vocabulary, validation: draw)
  }

  private func weights(_ classifier: TextClassifier) -> [[Float]] {
    classifier.network.namedParameters.map { $0.parameter.value.scalars }
  }

  // MARK: Learning

  @Test(arguments: [Cell.lstm, .gruResetAfter, .rnn], UnitKind.allCases)
  func itFindsTheLabelsOfTextsItHasNotSeen(cell: Cell, unit: UnitKind) throws {
    let classifier = try classifier(cell: cell, unit: unit)
    try classifier.train(on: try data(classifier), recipe: recipe)
    let figures = try classifier.evaluate(on: reviews(80, seed: 1000))
    #expect(figures.texts == 80)
    #expect(figures.accuracy > 0.95, "\(cell) \(unit): \(figures.accuracy)")
    #expect(figures.f1 > 0.95)
    #expect(figures.majority < 0.6)
  }

  /// "not bad but good" and "not good but bad" have the same units.
  @Test func theBaselineDoesNotKnowTheOrder() throws {
    let baseline = try classifier(cell: nil, ngrams: 1, unit: .word)
    try baseline.train(on: try data(baseline), recipe: recipe)
    let found = try baseline.predictions(for: ["it not bad but good", "it not good but bad"])
    // The same sum in another order.
    #expect(abs(found[0].probabilities[0] - found[1].probabilities[0]) < 1e-6)
    #expect(try baseline.evaluate(on: reviews(80, seed: 1000)).accuracy > 0.7)
  }

  /// One text in twenty has the rare label, and nothing tells it from the others but half of the time.
  @Test func balancedLabelsAreFoundThoughTheyAreRare() throws {
    let rows = (0..<200).map { $0 % 20 == 0 ? "maybe,rare" : ($0 % 2 == 0 ? "maybe,common" : "surely,common") }
    let texts = LabeledTexts(path: try folder.write("text,label\n" + rows.joined(separator: "\n") + "\n", to: "t.csv"))
    let labels = try [false, true].map { isBalanced in
      let classifier = try TextClassifier(
        TextClassifierConfiguration(embeddingSize: 8, ngrams: 1, hiddenSize: 8, balancesLabels: isBalanced),
        vocabulary: LabeledVocabulary(fittedTo: texts, unit: .character))
      try classifier.train(on: try LabeledData(texts, vocabulary: classifier.vocabulary), recipe: recipe)
      return try classifier.predictions(for: ["maybe", "surely"]).map(\.label)
    }
    #expect(labels == [["common", "common"], ["rare", "common"]])
  }

  @Test func whatIsMeasuredWhileTrainingIsWhatTheModelDoes() throws {
    let classifier = try classifier()
    let data = try data(classifier)
    try classifier.train(on: data, recipe: recipe)
    let best = try #require(classifier.history?.best)
    let figures = try classifier.evaluate(on: data.validation)
    #expect(best.validationLoss == figures.natsPerText)
    #expect(best.validationMetrics == ["accuracy": figures.accuracy, "f1": figures.f1])
    #expect(classifier.history?.item == .text)
    #expect(classifier.history?.trainingCount == data.training.count)
    #expect(data.training.count + data.validation.count == 200)
  }

  @Test func theSameSeedIsTheSameModelOnAnyNumberOfThreads() throws {
    var short = recipe
    short.epochs = 1
    let results = try [(1, 1), (1, 3), (2, 1)].map { (seed: UInt64, threads) in
      try withCompute(Compute(threads: threads)) {
        let classifier = try classifier()
        var recipe = short
        recipe.seed = seed
        try classifier.train(on: try data(classifier), recipe: recipe)
        return weights(classifier)
      }
    }
    #expect(results[0] == results[1])
    #expect(results[0] != results[2])
  }

  /// What is learned is the same: only what is left after each epoch differs.
  @Test func theAverageIsWhatIsMeasuredAndKept() throws {
    var averaged = recipe
    (averaged.epochs, averaged.averaging) = (4, 0.9)
    var plain = averaged
    plain.averaging = nil
    let models = try [plain, averaged].map { recipe in
      let classifier = try classifier()
      let data = try data(classifier)
      try classifier.train(on: data, recipe: recipe)
      #expect(
        try classifier.evaluate(on: data.validation).accuracy == classifier.history?.best?.validationMetrics["accuracy"]
      )
      return classifier
    }
    #expect(models[0].history?.epochs.map(\.trainingLoss) == models[1].history?.epochs.map(\.trainingLoss))
    #expect(weights(models[0]) != weights(models[1]))
  }

  // MARK: Using

  @Test func aSavedClassifierSaysTheSame() throws {
    let classifier = try classifier()
    try classifier.train(on: try data(classifier), recipe: recipe)
    try classifier.save(to: folder.path("model"))
    let loaded = try TextClassifier(contentsOf: folder.path("model"))
    let texts = ["배우 지루하다.", "", "🙂", "the film great ^^", "각본 최악의 영화."]
    #expect(try loaded.predictions(for: texts) == classifier.predictions(for: texts))
    #expect(loaded.history == classifier.history)
    #expect(loaded.vocabulary == classifier.vocabulary)
    #expect(try ModelSummary(contentsOf: folder.path("model")).parameters == classifier.parameterCount)
  }

  @Test func eachTextIsPredictedAsIfItWereAlone() throws {
    let classifier = try classifier()
    let texts = ["it", "", "not good but bad", "배우 최고의 영화 ^^", "a"]
    let together = try classifier.predictions(for: texts)
    for (text, found) in zip(texts, together) {
      let alone = try classifier.predictions(for: [text])[0]
      #expect(alone.label == found.label)
      // The kernels may take sums in another order for another batch.
      for (a, b) in zip(alone.probabilities, found.probabilities) { #expect(abs(a - b) < 1e-5) }
      #expect(abs(found.probabilities.reduce(0, +) - 1) < 1e-5)
      #expect(found.probability == found.probabilities.max())
    }
  }

  @Test func longTextsAreCut() throws {
    var configuration = TextClassifierConfiguration(embeddingSize: 4, ngrams: 1, hiddenSize: 4)
    configuration.maximumLength = 5
    let vocabulary = try LabeledVocabulary(fittedTo: reviews(), unit: .character)
    let classifier = try TextClassifier(configuration, vocabulary: vocabulary)
    let found = try classifier.predictions(for: ["great film", "great"])
    #expect(found[0].label == found[1].label)
    #expect(abs(found[0].probability - found[1].probability) < 1e-5)
  }

  // MARK: What goes wrong

  @Test func aLabelThatWasNotLearnedIsFoundByLine() throws {
    let classifier = try classifier()
    let path = try folder.write("text,label\nit great,pos\nit,maybe\n", to: "t.csv")
    let error = LabeledTextError.unknownLabel(path: path, line: 3, label: "maybe", known: ["neg", "pos"])
    #expect(throws: error) { try classifier.evaluate(on: LabeledTexts(path: path)) }
    #expect(throws: error) { try LabeledData(LabeledTexts(path: path), vocabulary: classifier.vocabulary) }
  }

  @Test func emptyTextsAreLeftOutAndCounted() throws {
    let path = try folder.write("text,label\n a ,x\n,y\n\" \",x\nb,y\n", to: "t.csv")
    let vocabulary = try LabeledVocabulary(fittedTo: LabeledTexts(path: path), unit: .character)
    let data = try LabeledData(LabeledTexts(path: path), vocabulary: vocabulary)
    #expect(data.training.count == 2)
    #expect(data.training.emptyCount == 2)
    #expect(vocabulary.text.vocabulary.tokens == ["<unk>", "a", "b"])
    // Measured, though, since somebody may ask for their label.
    let classifier = try TextClassifier(TextClassifierConfiguration(ngrams: 1, hiddenSize: 4), vocabulary: vocabulary)
    #expect(try classifier.evaluate(on: LabeledTexts(path: path)).texts == 4)
  }

  @Test func nothingButEmptyTextsIsAnError() throws {
    let path = try folder.write("text,label\n,x\n,y\n", to: "t.csv")
    #expect(throws: LabeledTextError.noTexts(path: path, emptyCount: 2)) {
      try LabeledVocabulary(fittedTo: LabeledTexts(path: path), unit: .character)
    }
  }

  @Test(arguments: [
    ("embeddingSize", TextClassifierConfiguration(embeddingSize: 0)), ("ngrams", .init(ngrams: 9)),
    ("buckets", .init(buckets: 0)), ("hiddenSize", .init(hiddenSize: 1 << 20)), ("layers", .init(layers: 0)),
    ("dropout", .init(dropout: 1)), ("unitDropout", .init(unitDropout: -1)), ("maximumLength", .init(maximumLength: 0)),
    ("labelSmoothing", .init(labelSmoothing: 1)),
  ])
  func settingsOutOfRangeAreNamed(setting: String, configuration: TextClassifierConfiguration) {
    let error = #expect(throws: ConfigurationError.self) { try configuration.validate() }
    #expect(error?.setting == setting)
  }
}
