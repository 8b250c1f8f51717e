import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

@Suite struct TaggerTests {
  let folder = try! TemporaryFolder()

  private static let small = TaggerConfiguration(
    embeddingSize: 8, characterEmbeddingSize: 8, characterHiddenSize: 8, hiddenSize: 12, layers: 1, dropout: 0.1)
  private let recipe = TrainingRecipe(epochs: 2, batchSize: 8, learningRate: 0.01)

  private func treebank(_ count: Int, seed: UInt64 = 1) throws -> TaggedSentences {
    TaggedSentences(path: try folder.write(SampleTreebank.conllu(count, seed: seed), to: "\(seed).conllu"))
  }

  /// A tagger with its first, random weights.
  private func tagger(_ count: Int = 40, seed: UInt64 = 1) throws -> (Tagger, TaggedCorpus) {
    let sentences = try treebank(count)
    let tagger = try Tagger(Self.small, vocabulary: TaggerVocabulary(fittedTo: sentences), seed: seed)
    return (tagger, try tagger.corpus(sentences))
  }

  private func weights(_ tagger: Tagger) -> [[Float]] {
    tagger.network.namedParameters.map { $0.parameter.value.scalars }
  }

  // MARK: Learning

  /// The same word is a noun or a verb by its neighbours, and names never seen are known by their spelling.
  @Test(arguments: [Cell.lstm, .gruResetAfter])
  func itLearnsFromContextAndSpelling(cell: Cell) throws {
    let sentences = try treebank(150)
    var configuration = Self.small
    configuration.cell = cell
    let tagger = try Tagger(configuration, vocabulary: TaggerVocabulary(fittedTo: sentences))
    let test = try tagger.corpus(treebank(60, seed: 2))
    try tagger.train(
      on: tagger.corpus(sentences), validation: test,
      recipe: TrainingRecipe(epochs: 8, batchSize: 8, learningRate: 0.01))
    let figures = try tagger.evaluate(on: test)
    #expect(figures.accuracy > 0.98, "\(figures)")
    #expect(try #require(figures.unknownAccuracy) > 0.95)
    #expect(figures.sentences == 60)
    #expect(tagger.history?.best?.validationMetrics["accuracy"] == figures.accuracy)
    let found = tagger.tags(of: [
      ["The", "saw", "saw", "Xyzzyx", "."], [], ["A", "dulish", "saw", "saw", "Quuxly", "."],
    ])
    #expect(
      found == [["DET", "NOUN", "VERB", "PROPN", "PUNCT"], [], ["DET", "ADJ", "NOUN", "VERB", "PROPN", "PUNCT"]])
  }

  @Test func theSameSeedIsTheSameModelForAnyThreads() throws {
    let results = try [(1, 1), (1, 2), (2, 1)].map { seed, threads in
      try withCompute(Compute(threads: threads)) {
        let (tagger, corpus) = try tagger()
        var recipe = recipe
        recipe.seed = UInt64(seed)
        try tagger.train(on: corpus, recipe: recipe)
        return weights(tagger)
      }
    }
    #expect(results[0] == results[1])
    #expect(results[0] != results[2])
  }

  @Test func theMostAccurateEpochIsKept() throws {
    let (tagger, corpus) = try tagger()
    var seen: [Double] = []
    try tagger.train(on: corpus, validation: corpus, recipe: recipe) { event in
      if case .epoch(let report, _, _) = event { seen.append(report.validationMetrics["accuracy"] ?? .nan) }
      return .goOn
    }
    #expect(seen.count == 2)
    #expect(try tagger.evaluate(on: corpus).accuracy == seen.max())
    #expect(tagger.history?.trainingCount == corpus.wordCount)
  }

  // MARK: Invariants

  /// Neighbours in a batch, their lengths and their order change no tag.
  @Test func sentencesAreTaggedAloneAsTogether() throws {
    let (tagger, _) = try tagger()
    var sentences = try sentences(treebank(30, seed: 3))
    sentences.append((0..<90).map { "word\($0)" })
    let together = tagger.tags(of: sentences)
    #expect(together == sentences.map { tagger.tags(of: [$0])[0] })
    #expect(together == tagger.tags(of: sentences.reversed()).reversed())
    #expect(together.map(\.count) == sentences.map(\.count))
  }

  private func sentences(_ treebank: TaggedSentences) throws -> [[String]] {
    var sentences: [[String]] = []
    try treebank.read { sentences.append($0.forms) }
    return sentences
  }

  @Test func aSavedTaggerIsTheSame() throws {
    let (tagger, corpus) = try tagger()
    try tagger.train(on: corpus, validation: corpus, recipe: recipe)
    try tagger.save(to: folder.path("model"))
    let read = try Tagger(contentsOf: folder.path("model"))
    #expect(read.configuration == tagger.configuration)
    #expect(read.vocabulary == tagger.vocabulary)
    #expect(read.history == tagger.history)
    #expect(weights(read) == weights(tagger))
    #expect(try read.evaluate(on: corpus) == tagger.evaluate(on: corpus))
    #expect(throws: (any Error).self) { try Translator(contentsOf: folder.path("model")) }
  }

  /// Several pieces, and the whole at once.
  @Test func aFileIsMeasuredPieceByPiece() throws {
    let (tagger, _) = try tagger()
    // Some ten thousand sentences: more words than a piece has.
    let many = try treebank(16_000, seed: 5)
    let (pieces, whole) = (try tagger.evaluate(on: many), try tagger.evaluate(on: tagger.corpus(many)))
    #expect(whole.words > 1 << 16)
    #expect(pieces.words == whole.words && pieces.sentences == whole.sentences)
    // Batches of other sentences: sums in another order.
    #expect(abs(pieces.accuracy - whole.accuracy) < 1e-3 && abs(pieces.natsPerWord - whole.natsPerWord) < 1e-4)
    var part = many
    part.range = 10..<30
    #expect(try tagger.evaluate(on: part) == tagger.evaluate(on: tagger.corpus(part)))
    part.range = 20_000..<20_001
    #expect(throws: TextFileError.self) { try tagger.evaluate(on: part) }
  }

  // MARK: Figures

  @Test func figuresByHand() {
    var tally = TagTally(tagCount: 3)
    tally.add(found: [0, 1, 1], right: [0, 1, 0], isUnknown: [false, true, true])
    tally.add(found: [1, 0], right: [1, 0], isUnknown: [false, false])
    tally.add(found: [2], right: [-1], isUnknown: [false])
    tally.add(nats: 10)
    let figures = tally.figures
    #expect(figures.accuracy == 4.0 / 6)
    #expect(figures.exactMatch == 1.0 / 3)
    #expect(figures.unknownAccuracy == 0.5)
    #expect(figures.words == 6 && figures.sentences == 3 && figures.foreignTags == 1)
    #expect(figures.natsPerWord == 2)
    // Tag 0: 2 hits, found twice, wanted three times; tag 1: 2 hits, found three times, wanted twice; tag 2: found, not
    // wanted; what training had not: wanted, not found. scikit-learn's f1_score(average="macro").
    #expect(figures.f1 == 0.4)
  }

  @Test func tagsThatTrainingHadNotAreWrong() throws {
    let (tagger, corpus) = try tagger()
    let foreign = try folder.write(
      SampleTreebank.conllu(40).replacing("\tPUNCT\t", with: "\tSYM\t"), to: "foreign.conllu")
    let other = try tagger.corpus(TaggedSentences(path: foreign))
    #expect(corpus.foreignTagCount == 0)
    #expect(other.foreignTagCount == 40)
    let figures = try tagger.evaluate(on: other)
    #expect(figures.foreignTags == 40 && figures.exactMatch == 0 && figures.natsPerWord.isFinite)
  }

  // MARK: Reading

  @Test func rareWordsAreKnownBySpellingAlone() throws {
    let sentences = try treebank(40)
    let all = try TaggerVocabulary(fittedTo: sentences, minimumCount: 1)
    let frequent = try TaggerVocabulary(fittedTo: sentences, minimumCount: 2)
    // The names, which occur once each, and <unk>.
    #expect(all.words.count - frequent.words.count == 40)
    #expect(frequent.words.id(of: "the") != nil && frequent.words.id(of: "The") == nil)
    #expect(frequent.characters.vocabulary.id(of: "T") != nil)
  }

  @Test func ofALongFormTheEndsAreRead() throws {
    let (tagger, _) = try tagger()
    let middle = String(repeating: "x", count: 100_000)
    let forms = ["http\(String(repeating: "o", count: 16))" + middle + String(repeating: "h", count: 20)]
    var table = FormTable(tagger.vocabulary)
    let place = table.place(of: forms[0])
    #expect(table.spellings[Int(place)].count == 40)
    #expect(tagger.tags(of: [forms])[0].count == 1)
  }

  @Test func theLastPartIsForValidation() throws {
    let (training, validation) = try treebank(20).split(validationFraction: 0.25)
    let all = try sentences(treebank(20))
    #expect(try sentences(training) == Array(all[..<15]))
    #expect(try sentences(try #require(validation)) == Array(all[15...]))
    #expect(try treebank(20).split(validationFraction: 0).validation == nil)
  }

  @Test func wordsWithoutATagAndEndlessSentencesAreRefused() throws {
    let untagged = try folder.write(SampleTreebank.conllu(1).replacing("\tPUNCT\t", with: "\t_\t"), to: "untagged")
    let error = #expect(throws: TextFileError.self) { try TaggerVocabulary(fittedTo: TaggedSentences(path: untagged)) }
    guard case .malformed(untagged, let line, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(line >= 6 && reason.contains("\".\" has no tag"))
    let endless = (1...10_001).map { "\($0)\tw\t_\tX\t_\t_\t_\t_\t_\t_\n" }.joined()
    let path = try folder.write(endless, to: "endless")
    #expect(
      throws: TextFileError.malformed(
        path: path, line: 1, reason: "a sentence of 10001 words, at most 10000 are read at once")
    ) { try TaggerVocabulary(fittedTo: TaggedSentences(path: path)) }
  }
}
