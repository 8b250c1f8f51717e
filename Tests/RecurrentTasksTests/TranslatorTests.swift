import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

@Suite struct TranslatorTests {
  let folder = try! TemporaryFolder()

  private static let small = TranslatorConfiguration(embeddingSize: 12, hiddenSize: 32, maximumLength: 12)
  private let recipe = TrainingRecipe(epochs: 2, batchSize: 16, learningRate: 0.01)

  private func pairs(_ count: Int, seed: UInt64 = 1) throws -> TextPairs {
    TextPairs(path: try folder.write(SamplePairs.reversals(count, seed: seed), to: "\(seed).tsv"))
  }

  private func translator(
    _ configuration: TranslatorConfiguration = small, pairs count: Int = 100, seed: UInt64 = 1
  ) throws -> (Translator, PairCorpus) {
    let pairs = try pairs(count)
    let translator = try Translator(configuration, vocabulary: TranslatorVocabulary(fittedTo: pairs), seed: seed)
    return (translator, try translator.corpus(pairs))
  }

  private func weights(_ translator: Translator) -> [[Float]] {
    translator.network.namedParameters.map { $0.parameter.value.scalars }
  }

  // MARK: Learning

  @Test(arguments: Attention.Score.allCases, [false, true])
  func itLearnsToTurnWordsRound(score: Attention.Score, reversesSource: Bool) throws {
    var configuration = Self.small
    (configuration.attention, configuration.reversesSource) = (score, reversesSource)
    let (translator, corpus) = try translator(configuration, pairs: 600)
    let test = try translator.corpus(pairs(100, seed: 2))
    try translator.train(
      on: corpus, validation: test, recipe: TrainingRecipe(epochs: 8, batchSize: 16, learningRate: 0.01))
    let figures = try translator.evaluate(on: test)
    #expect(figures.exactMatch > 0.9, "\(figures)")
    #expect(figures.accuracy > 0.95 && figures.pairs == 100)
    #expect(translator.history?.best?.validationLoss == figures.natsPerUnit)
    #expect(try translator.translations(of: ["abc", "", "ed"]) == ["cba", "", "de"])
  }

  @Test func theSameSeedIsTheSameModelForAnyThreads() throws {
    let results = try [(1, 1), (1, 2), (2, 1)].map { seed, threads in
      try withCompute(Compute(threads: threads)) {
        let (translator, corpus) = try translator()
        var recipe = recipe
        recipe.seed = UInt64(seed)
        try translator.train(on: corpus, recipe: recipe)
        return weights(translator)
      }
    }
    #expect(results[0] == results[1])
    #expect(results[0] != results[2])
  }

  // MARK: Invariants

  @Test(arguments: [1, 3]) func textsAreTranslatedAloneAsTogether(width: Int) throws {
    let (translator, corpus) = try translator(pairs: 200)
    try translator.train(on: corpus, recipe: recipe)
    let texts = ["a", "edcbaedcba", "bb", "", "cad", "x", "de"]
    let search = BeamSearch(width: width)
    let together = try translator.translations(of: texts, search: search)
    #expect(try together == texts.map { try translator.translations(of: [$0], search: search)[0] })
  }

  /// A beam of one goes on with the likeliest unit, which the decoder says without a search too.
  @Test func aBeamOfOneIsGreedy() throws {
    let (translator, corpus) = try translator(pairs: 200)
    try translator.train(on: corpus, recipe: recipe)
    let target = translator.vocabulary.target
    for source in corpus.sources.prefix(20) {
      let encoded = translator.network.encode(translator.sourceBatch([source]))
      var found: [Int32] = []
      while found.count < translator.configuration.maximumLength {
        let batch = translator.targetBatch([found])
        var logits = translator.network.output(
          translator.network.decode(batch.inputs, lengths: nil, from: encoded).features)
        for special in [SpecialToken.unknown, .beginning] {
          logits[0, found.count, Int(target.vocabulary.required(special))] = -.infinity
        }
        let next = logits.argmax().scalars[found.count]
        if next == target.vocabulary.required(.end) { break }
        found.append(next)
      }
      #expect(translator.translations(of: [source], search: BeamSearch(width: 1)) == [found])
    }
  }

  @Test func aSavedTranslatorIsTheSame() throws {
    var configuration = Self.small
    (configuration.attention, configuration.layers, configuration.cell) = (.additive, 2, .gruResetAfter)
    let (translator, corpus) = try translator(configuration)
    try translator.train(on: corpus, validation: corpus, recipe: recipe)
    try translator.save(to: folder.path("model"))
    let read = try Translator(contentsOf: folder.path("model"))
    #expect(read.configuration == configuration)
    #expect(read.vocabulary == translator.vocabulary)
    #expect(read.history == translator.history)
    #expect(weights(read) == weights(translator))
    #expect(try read.evaluate(on: corpus) == translator.evaluate(on: corpus))
    #expect(throws: (any Error).self) { try LanguageModel(contentsOf: folder.path("model")) }
  }

  /// Several pieces, and the whole at once.
  @Test func aFileIsMeasuredPieceByPiece() throws {
    let (translator, _) = try translator()
    let long = String(repeating: "x", count: 2000)
    // Long pairs, which are left out, make the file more than a piece.
    let text = (0..<300).map {
      "ab\tba\n\(long)\t\(long)\n" + (0..<3).map { _ in "edc\tcde\n" }.joined() + "\($0)\tb\n"
    }
    let pairs = TextPairs(path: try folder.write(text.joined(), to: "many.tsv"))
    let search = BeamSearch(width: 1)
    let pieces = try translator.evaluate(on: pairs, search: search)
    let whole = try translator.evaluate(on: translator.corpus(pairs), search: search)
    #expect(pieces.pairs == 1500 && pieces.tooLong == 300)
    #expect(pieces.pairs == whole.pairs && pieces.tooLong == whole.tooLong)
    // Batches of other pairs: sums in another order.
    #expect(abs(pieces.natsPerUnit - whole.natsPerUnit) < 1e-4 && abs(pieces.accuracy - whole.accuracy) < 1e-3)
    #expect(abs(pieces.exactMatch - whole.exactMatch) < 2e-3)
    let onlyLong = TextPairs(path: try folder.write("\(long)\ta\n", to: "long.tsv"))
    #expect(throws: TextFileError.self) { try translator.evaluate(on: onlyLong) }
  }

  // MARK: Attention

  /// The map is in the text's order, whichever way the encoder read it.
  @Test(arguments: [false, true]) func theMapShowsTheSourceAsItIs(reversesSource: Bool) throws {
    var configuration = Self.small
    configuration.reversesSource = reversesSource
    let (translator, corpus) = try translator(configuration, pairs: 600)
    try translator.train(on: corpus, recipe: TrainingRecipe(epochs: 8, batchSize: 16, learningRate: 0.01))
    let (translation, map) = try translator.attention(to: "abcd")
    #expect(try translation == translator.translations(of: ["abcd"])[0])
    #expect(map.source == ["a", "b", "c", "d"])
    #expect(map.target == translation.map(String.init) + ["<eos>"])
    // Each a softmax over four units, in single precision.
    for row in map.weights { #expect(abs(row.reduce(0, +) - 1) < 1e-5 && row.count == 4) }
    let raw = translator.network.decode(
      translator.targetBatch([try translator.vocabulary.target.encode(translation)]).inputs, lengths: nil,
      from: translator.network.encode(translator.sourceBatch([try translator.source("abcd")]))
    ).attention
    let first = (0..<4).map { raw[0, 0, $0] }
    #expect(map.weights[0] == (reversesSource ? first.reversed() : first))
  }

  @Test func anEmptyTextHasNoMap() throws {
    let (translator, _) = try translator()
    #expect(throws: ConfigurationError.self) { try translator.attention(to: "") }
  }

  // MARK: What goes wrong

  @Test func longPairsAreLeftOutAndLongTextsRefused() throws {
    let (translator, _) = try translator()
    let path = try folder.write("ab\tba\n" + String(repeating: "a", count: 13) + "\ta\na\t" + "abcdeabcdeabc\n")
    let corpus = try translator.corpus(TextPairs(path: path))
    #expect(corpus.count == 1 && corpus.tooLongCount == 2)
    let long = String(repeating: "a", count: 13)
    #expect(throws: TextTooLong(text: 1, units: 13, maximum: 12)) { try translator.translations(of: ["a", long]) }
    let onlyLong = try folder.write("\(long)\ta\n", to: "long.tsv")
    #expect(throws: TextFileError.self) { try translator.corpus(TextPairs(path: onlyLong)) }
  }

  /// Units never seen are `<unk>` in a source; a target that has them cannot be matched.
  @Test func foreignUnits() throws {
    let (translator, _) = try translator()
    let path = try folder.write("한\tx\nab\tba\n", to: "foreign.tsv")
    let corpus = try translator.corpus(TextPairs(path: path))
    #expect(corpus.count == 2 && corpus.foreignCount == 1)
    let figures = try translator.evaluate(on: corpus)
    #expect(figures.natsPerUnit.isFinite && figures.exactMatch <= 0.5)
    #expect(try translator.translations(of: ["한글 x"]).count == 1)
  }

  @Test(arguments: [
    (TranslatorConfiguration(hiddenSize: 33), "hiddenSize"), (TranslatorConfiguration(hiddenSize: 0), "hiddenSize"),
    (TranslatorConfiguration(embeddingSize: 0), "embeddingSize"), (TranslatorConfiguration(layers: 0), "layers"),
    (TranslatorConfiguration(dropout: 1), "dropout"), (TranslatorConfiguration(maximumLength: 0), "maximumLength"),
  ])
  func settingsOutOfRange(configuration: TranslatorConfiguration, setting: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try configuration.validate() }
    #expect(error?.setting == setting)
    #expect(throws: ConfigurationError.self) { try BeamSearch(width: 0).validate() }
    #expect(throws: ConfigurationError.self) { try BeamSearch(lengthPenalty: .nan).validate() }
  }
}
