import TestSupport
import Testing

@testable import RecurrentFoundation
@testable import RecurrentText

@Suite struct KerasTokenizerTests {
  typealias Counted = KerasGolden.Counted

  /// The example of the post on recurrent networks in Keras.
  @Test func theTutorialsExample() {
    var tokenizer = Tokenizer()
    tokenizer.fitOnTexts(["I love Deep Learning"])
    #expect(tokenizer.textsToSequences(["I like Deep Learning"]) == [[1, 3, 4]])
    #expect(tokenizer.wordIndex == ["i": 1, "love": 2, "deep": 3, "learning": 4])
  }

  @Test(arguments: KerasGolden.shared.tokenizers.indices)
  func agreesWithKeras(index: Int) {
    let golden = KerasGolden.shared.tokenizers[index]
    let tokenizer = fitted(golden)
    expectSameState(tokenizer, golden)
    expectSameAnswers(tokenizer, golden)
  }

  @Test(arguments: KerasGolden.shared.tokenizers.indices)
  func kerasJSONIsReadAndWritten(index: Int) throws {
    let golden = KerasGolden.shared.tokenizers[index]
    let read = try Tokenizer(json: golden.json)
    expectSameState(read, golden)
    expectSameAnswers(read, golden)
    let again = try Tokenizer(json: fitted(golden).toJSON())
    expectSameState(again, golden)
    expectSameAnswers(again, golden)
  }

  /// Keras writes `word_docs` and `index_docs` in the order of a set, so that only the rest is the same text. Where
  /// the out-of-vocabulary token is a word of the texts, Keras's indices are out of order too: left out.
  @Test(arguments: KerasGolden.shared.tokenizers.filter { $0.options.oovToken != "the" }.map(\.json))
  func writtenJSONIsKerassOwnText(json: String) throws {
    let written = try fields(of: Tokenizer(json: json).toJSON())
    let golden = try fields(of: json)
    #expect(written.map(\.name) == golden.map(\.name))
    for (written, golden) in zip(written, golden) where !["word_docs", "index_docs"].contains(golden.name) {
      #expect(written.value == golden.value, "\(golden.name)")
    }
  }

  private func fields(of json: String) throws -> [(name: String, value: JSONValue)] {
    guard case .object(let root) = try JSONParser.parse(Array(json.utf8)), case .object(let config) = root[1].value
    else {
      throw JSONError(byteOffset: 0, reason: "no configuration")
    }
    return config
  }

  @Test func wordsCutAlready() {
    let golden = KerasGolden.shared.words
    var tokenizer = Tokenizer(oovToken: "<oov>")
    tokenizer.fitOnTexts([["New York", "is", "IS", "big."], ["new york"]])
    tokenizer.fitOnSequences([[2, 3, 3], [1], []])
    #expect(
      tokenizer.wordIndex == Dictionary(uniqueKeysWithValues: golden.wordIndex.map { ($0.word, Int32($0.number)) }))
    #expect(indexDocs(tokenizer) == golden.indexDocs)
    #expect(tokenizer.documentCount == golden.documentCount)
    #expect(tokenizer.textsToSequences([["NEW YORK", "was", "Big."]]) == golden.sequences)
    expectClose(tokenizer.sequencesToMatrix([[2, 2, 3], [4]], mode: .tfidf), golden.tfidf)
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"config": 1}"#, #"{"config": {}}"#,
    #"{"config": {"word_docs": "{}", "word_counts": "{}", "word_index": "{}", "index_word": "{}", "index_docs": "["}}"#,
    #"{"config": {"word_docs": "{}", "word_counts": "{\"a\": -1}"}}"#,
    #"{"config": {"num_words": -3}}"#, #"{"config": {"lower": "yes"}}"#, #"{"config": {"split": ""}}"#,
    #"{"config": {"word_docs": "{}", "word_counts": "{}", "word_index": "{\"a\": 4294967296}"}}"#,
  ])
  func malformedJSONIsRefused(json: String) {
    #expect(throws: TokenizerJSONError.self) { try Tokenizer(json: json) }
  }

  @Test func randomDamageGivesTypedErrors() {
    let whole = Array(KerasGolden.shared.tokenizers[2].json.utf8)
    var damage = Damage(seed: 3)
    for _ in 0..<300 {
      let damaged = String(decoding: damage.applied(to: whole), as: UTF8.self)
      do throws(TokenizerJSONError) { _ = try Tokenizer(json: damaged) } catch { #expect(!error.description.isEmpty) }
    }
  }

  private func fitted(_ golden: KerasGolden.Outcome) -> Tokenizer {
    let options = golden.options
    var tokenizer = Tokenizer(
      numWords: options.numWords, filters: options.filters ?? Tokenizer.defaultFilters, lower: options.lower ?? true,
      split: options.split ?? " ", charLevel: options.charLevel ?? false, oovToken: options.oovToken)
    tokenizer.fitOnTexts(golden.texts.prefix(2))
    tokenizer.fitOnTexts(golden.texts.dropFirst(2))
    return tokenizer
  }

  private func indexDocs(_ tokenizer: Tokenizer) -> [[Int]] {
    tokenizer.indexDocs.sorted { $0.key < $1.key }.map { [Int($0.key), $0.value] }
  }

  private func expectSameState(_ tokenizer: Tokenizer, _ golden: KerasGolden.Outcome) {
    #expect(tokenizer.wordCounts.map { Counted($0.word, $0.count) } == golden.wordCounts)
    #expect(tokenizer.wordDocs.map { Counted($0.word, $0.documents) } == golden.wordDocs)
    #expect(tokenizer.indexWord.count == Set(golden.wordIndex.map(\.number)).count)
    for counted in golden.wordIndex {
      #expect(tokenizer.index(of: counted.word) == Int32(counted.number), "\(counted)")
      #expect(tokenizer.word(at: Int32(counted.number)) == counted.word)
    }
    #expect(indexDocs(tokenizer) == golden.indexDocs)
    #expect(tokenizer.documentCount == golden.documentCount)
  }

  private func expectSameAnswers(_ tokenizer: Tokenizer, _ golden: KerasGolden.Outcome) {
    let sequences = tokenizer.textsToSequences(golden.unseen + golden.texts)
    #expect(sequences == golden.sequences)
    #expect(tokenizer.sequencesToTexts(sequences + [[0, 1, 2, 1000]]) == golden.textsAgain)
    for mode in Tokenizer.MatrixMode.allCases {
      let texts = Array(golden.unseen[..<2]) + Array(golden.texts[1..<3])
      expectClose(tokenizer.textsToMatrix(texts, mode: mode), golden.matrices[mode.rawValue]!)
    }
  }

  /// Both are computed in double precision and rounded once to a float: at most its last bit may differ, where the two
  /// logarithms round differently.
  private func expectClose(_ found: [[Float]], _ expected: [[Float]]) {
    #expect(found.map(\.count) == expected.map(\.count))
    #expect(zip(found.joined(), expected.joined()).allSatisfy { abs($0 - $1) <= $1.ulp })
  }
}

@Suite struct PadSequencesTests {
  /// The example of the post on recurrent networks in Keras.
  @Test func theTutorialsExample() {
    #expect(
      padSequences([[1, 2, 3], [3, 4, 5, 6], [7, 8]], maxLength: 3, padding: .pre)
        == [[1, 2, 3], [4, 5, 6], [0, 7, 8]])
  }

  @Test(arguments: KerasGolden.shared.padded.indices)
  func agreesWithKeras(index: Int) throws {
    let golden = KerasGolden.shared.padded[index]
    let result = padSequences(
      [[1, 2, 3], [3, 4, 5, 6], [7, 8], []], maxLength: golden.maxlen,
      padding: try #require(SequenceEnd(rawValue: golden.padding)),
      truncating: try #require(SequenceEnd(rawValue: golden.truncating)), value: golden.value)
    #expect(result == golden.result)
  }

  @Test func nothingToPad() {
    #expect(padSequences([[Float]]()) == [])
    #expect(padSequences([[], []] as [[Float]]) == [[], []])
    #expect(padSequences([["a"], []], value: "-") == [["a"], ["-"]])
  }
}
