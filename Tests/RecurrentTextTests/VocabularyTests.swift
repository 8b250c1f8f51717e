import Foundation
import RecurrentText
import Testing

@Suite struct VocabularyTests {
  @Test func specialsThenByCountThenByScalars() {
    let counts = TokenCounts(["b", "a", "c", "b", "한", "é", "z", "z"])
    let vocabulary = Vocabulary(counts: counts, specials: [.padding, .unknown])
    #expect(vocabulary.tokens == ["<pad>", "<unk>", "b", "z", "a", "c", "é", "한"])
    #expect(vocabulary.id(of: .unknown) == 1)
    #expect(vocabulary.id(of: .end) == nil)
    #expect(counts.total == 8)
    #expect(counts["z"] == 2)
  }

  @Test func minimumCountAndMaximumSize() {
    let counts = TokenCounts(["a", "a", "a", "b", "b", "c"])
    #expect(Vocabulary(counts: counts, minimumCount: 2).tokens == ["a", "b"])
    #expect(Vocabulary(counts: counts, maximumSize: 2, specials: [.unknown]).tokens == ["<unk>", "a"])
  }

  @Test func countedSpecialKeepsOneId() {
    let counts = TokenCounts(["<unk>", "a", "<eos>", "<eos>", "<unk>", "<unk>"])
    #expect(Vocabulary(counts: counts, specials: [.unknown]).tokens == ["<unk>", "<eos>", "a"])
    #expect(Vocabulary(counts: counts).tokens == ["<unk>", "<eos>", "a"])
  }

  @Test func canonicallyEquivalentTokensDiffer() throws {
    let tokens = ["é", "e\u{301}", "한", "\u{1112}\u{1161}\u{11AB}", "Å", "\u{212B}"]
    let vocabulary = try Vocabulary(tokens: tokens)
    #expect(tokens.map { vocabulary.id(of: $0) } == [0, 1, 2, 3, 4, 5])
    #expect(TokenCounts(tokens).distinct == 6)
    #expect(try vocabulary != Vocabulary(tokens: ["e\u{301}", "é"] + tokens[2...]))
  }

  @Test func duplicateIsRefused() {
    #expect(throws: VocabularyError.duplicateToken("a", ids: [0, 2])) { try Vocabulary(tokens: ["a", "b", "a"]) }
  }

  @Test func unknownTokensAreNamedOnce() throws {
    let vocabulary = try Vocabulary(tokens: ["a", "b"])
    let error = #expect(throws: VocabularyError.self) { try vocabulary.ids(of: ["a", "한", "x", "한", "\u{7}"]) }
    #expect(error == .unknownTokens(["한", "x", "\u{7}"]))
    #expect(
      error?.description
        == "not in the vocabulary: \"한\" (U+D55C), \"x\", \"\\u{7}\" (U+0007); "
        + "leave them out, or use a vocabulary with <unk>")
  }

  @Test func unknownTokenStandsForWhatIsMissing() throws {
    #expect(try Vocabulary(tokens: ["<unk>", "a"]).ids(of: ["a", "x", "<unk>"]) == [1, 0, 0])
  }

  @Test func anyUnicodeComesBackFromJSON() throws {
    var tokens = ["", "\r\n", "</script>", "<unk>", "e\u{301}", "👩‍👩‍👧", "\u{10FFFF}", "\u{FFFE}"]
    tokens += (0..<0x300).compactMap { Unicode.Scalar($0).map { String($0) } }
    tokens += ["\u{2028}", "\u{2029}", "\u{FEFF}", "\u{D7FF}", "\u{E000}"]
    let vocabulary = try Vocabulary(tokens: tokens)
    let codec = TextCodec(unit: .character, vocabulary: vocabulary)
    let data = try JSONEncoder().encode(codec)
    #expect(try JSONDecoder().decode(TextCodec.self, from: data) == codec)
  }

  @Test(arguments: [
    #"{"format": "recurrent-vocabulary", "version": 2, "unit": "character", "tokens": ["a"]}"#,
    #"{"format": "word list", "version": 1, "unit": "character", "tokens": ["a"]}"#,
  ])
  func foreignFileIsRefused(json: String) {
    #expect(throws: VocabularyError.self) { try JSONDecoder().decode(TextCodec.self, from: Data(json.utf8)) }
  }

  @Test(arguments: [
    #"{"format": "recurrent-vocabulary", "version": 1, "unit": "letters", "tokens": ["a"]}"#,
    #"{"format": "recurrent-vocabulary", "version": 1, "unit": "word", "tokens": ["a", 1]}"#,
    #"{"format": "recurrent-vocabulary", "version": 1, "unit": "word"}"#,
  ])
  func malformedFileIsRefused(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(TextCodec.self, from: Data(json.utf8)) }
  }

  @Test func aTokensCodePointsAreCutToo() {
    let marks = "e" + String(repeating: "\u{301}", count: 1000)
    #expect(VocabularyError.unknownTokens([marks]).description.utf8.count < 300)
  }
}
