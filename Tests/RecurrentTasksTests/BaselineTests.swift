import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// `--cell none`: each task without a recurrent layer, where each step is all there is.
@Suite struct BaselineTests {
  private let folder = try! TemporaryFolder()
  private let recipe = TrainingRecipe(epochs: 15, batchSize: 8, steps: 20, learningRate: 0.01)

  // MARK: Language model

  /// After "ab", "cb" and so on comes what came before the b: a letter that the last one does not tell.
  @Test func aLanguageModelKnowsTheLastTokenAlone() throws {
    let text = (0..<400).map { ["aba", "cbc", "dbd"][$0 * 7 % 3] }.joined()
    let codec = LanguageModelTests.codec(.character, text)
    let tokens = try codec.encode(text)
    func trained(_ cell: Cell?) throws -> LanguageModel {
      let model = try LanguageModel(
        LanguageModelConfiguration(cell: cell, embeddingSize: 8, hiddenSize: 16, layers: 2), codec: codec)
      try model.train(on: .init(training: tokens), recipe: recipe)
      return model
    }
    let baseline = try trained(nil)
    // Two of three steps are like drawing one of three: after a b, and after a whole word.
    #expect(try baseline.evaluate(on: tokens).natsPerToken > 0.36)
    #expect(try trained(.lstm).evaluate(on: tokens).natsPerToken < 0.1)
    // What was before the last token changes nothing.
    let next = { (prompt: String) in try Array(baseline.text(after: prompt, length: 20, seed: 3)) }
    #expect(try next("ab") == next("db"))
    #expect(try next("ab") != next("a"))

    try baseline.save(to: folder.path("model"))
    let loaded = try LanguageModel(contentsOf: folder.path("model"))
    #expect(loaded.configuration.cell == nil)
    #expect(try loaded.evaluate(on: tokens) == baseline.evaluate(on: tokens))
    #expect(try ModelSummary(contentsOf: folder.path("model")).settings.contains(Setting("cell", .text("none"))))
  }

  // MARK: Tagger

  /// "saw" is a noun or a verb by its neighbours, which the baseline does not see; names are told by their spelling.
  @Test func aTaggerKnowsTheWordAlone() throws {
    let sentences = TaggedSentences(path: try folder.write(SampleTreebank.conllu(150, seed: 1), to: "train.conllu"))
    let test = TaggedSentences(path: try folder.write(SampleTreebank.conllu(60, seed: 2), to: "test.conllu"))
    let tagger = try Tagger(
      TaggerConfiguration(cell: nil, embeddingSize: 8, characterEmbeddingSize: 8, hiddenSize: 12, dropout: 0.1),
      vocabulary: TaggerVocabulary(fittedTo: sentences))
    try tagger.train(on: tagger.corpus(sentences), recipe: recipe)
    let figures = try tagger.evaluate(on: tagger.corpus(test))
    #expect(figures.accuracy > 0.6 && figures.accuracy < 0.98, "\(figures)")
    let tags = tagger.tags(of: [["The", "saw", "saw", "Xyzzyx", "."], ["saw"], [".", "saw"]])
    #expect(Set([tags[0][1], tags[0][2], tags[1][0], tags[2][1]]).count == 1)
    try tagger.save(to: folder.path("model"))
    #expect(try Tagger(contentsOf: folder.path("model")).evaluate(on: tagger.corpus(test)) == figures)
  }

  // MARK: Translator

  /// To turn words round takes the places of their letters alone.
  @Test(arguments: [1, 3])
  func aTranslatorKnowsPlaces(beam: Int) throws {
    let pairs = TextPairs(path: try folder.write(SamplePairs.reversals(600, seed: 1), to: "train.tsv"))
    let test = TextPairs(path: try folder.write(SamplePairs.reversals(100, seed: 2), to: "test.tsv"))
    let translator = try Translator(
      TranslatorConfiguration(cell: nil, embeddingSize: 12, hiddenSize: 32, maximumLength: 12),
      vocabulary: TranslatorVocabulary(fittedTo: pairs))
    let corpus = try translator.corpus(test)
    let before = try translator.evaluate(on: corpus).exactMatch
    try translator.train(
      on: translator.corpus(pairs), recipe: TrainingRecipe(epochs: 10, batchSize: 16, learningRate: 0.01))
    let search = BeamSearch(width: beam)
    let figures = try translator.evaluate(on: corpus, search: search)
    #expect(figures.exactMatch > before + 0.05, "\(figures)")
    // The longest text there may be has a place for each unit, and the translation too.
    let longest = String(repeating: "a", count: 12)
    #expect(try translator.translations(of: [longest], search: search)[0].count <= 12)
    try translator.save(to: folder.path("model"))
    let loaded = try Translator(contentsOf: folder.path("model"))
    #expect(try loaded.evaluate(on: corpus, search: search) == figures)
  }

  /// A step of the search is a column of what teaching sees at once.
  @Test func aTranslatorsStepsAreTheWhole() throws {
    let pairs = TextPairs(path: try folder.write(SamplePairs.reversals(50, seed: 1), to: "train.tsv"))
    let translator = try Translator(
      TranslatorConfiguration(cell: nil, embeddingSize: 12, hiddenSize: 32, maximumLength: 12),
      vocabulary: TranslatorVocabulary(fittedTo: pairs))
    let network = translator.network
    let encoded = network.encode(translator.sourceBatch([try translator.source("abcd")]))
    let inputs: [Int32] = [1, 4, 5, 6]
    let whole = network.decode(IndexTensor([inputs]), lengths: nil, from: encoded).features
    for (place, token) in inputs.enumerated() {
      let step = network.step([token], place: place, state: encoded.state, memory: encoded.memory, sources: 1)
      // A product of one row and of four, summed in another order.
      for (a, b) in zip(step.features.scalars, whole.step(place).scalars) { #expect(abs(a - b) < 1e-5) }
    }
  }

  // MARK: Generator

  /// The label decides what may be written, and each unit follows from the last one.
  @Test func aGeneratorKnowsTheLabelAndTheLastUnit() throws {
    let rows = (0..<40).flatMap { _ in ["abab\tx", "cdcd\ty"] }.joined(separator: "\n")
    let texts = LabeledTexts(path: try folder.write("text\tlabel\n" + rows + "\n", to: "words.tsv"))
    let vocabulary = try LabeledVocabulary(fittedTo: texts, unit: .character, specials: SequenceGenerator.specials)
    let generator = try SequenceGenerator(
      GeneratorConfiguration(cell: nil, embeddingSize: 8, conditionSize: 4, hiddenSize: 16, dropout: 0),
      vocabulary: vocabulary)
    let data = try LabeledTokens(texts, vocabulary: vocabulary)
    try generator.train(on: GeneratorData(training: ConditionedTexts(data)), recipe: recipe)
    let written = try generator.texts(of: "x", count: 20, sampling: Sampling(temperature: 0.3), seed: 1)
    #expect(written.allSatisfy { $0.allSatisfy("ab".contains) }, "\(written)")
    // After the second letter the text goes on or ends, as often the one as the other: 2 log 2 over five tokens.
    #expect(try abs(generator.evaluate(on: ConditionedTexts(data)) - 2 * log(2) / 5) < 0.02)
    try generator.save(to: folder.path("model"))
    let loaded = try SequenceGenerator(contentsOf: folder.path("model"))
    #expect(try loaded.texts(of: "x", count: 20, sampling: Sampling(temperature: 0.3), seed: 1) == written)
  }
}
