import Foundation
import TestSupport
import Testing

@testable import RecurrentText

@Suite struct BytePairTests {
  let folder = try! TemporaryFolder()

  private static let text = """
    low low low low low lower lower newest newest newest newest newest newest widest widest widest
    나는 고양이를 좋아한다. 나는 강아지를 좋아한다. \t\t 2024년 12월

      It's 3.14 -- isn't it?  👩‍👩‍👧 e\u{301}\u{0}
    """

  private static let tokenizer = BytePairTokenizer(trainedOn: Array(text.utf8), unitCount: 400)

  /// The pairs that counting by hand gives, on a text small enough for it.
  @Test func theMostFrequentPairIsMergedFirst() {
    let tokenizer = BytePairTokenizer(trainedOn: Array("ababab abc\nabc".utf8), unitCount: 260)
    // ab 5 times; then in "ababab" abab twice, overlapping counted, and abc twice: the pair of the smaller tokens first.
    #expect(tokenizer.merges.map(\.description) == ["a b", "ab c", "ab ab"])
    #expect(tokenizer.units.suffix(3) == ["ab", "abc", "abab"])
    #expect(tokenizer.tokens(in: "abababc") == ["abab", "abc"])
  }

  @Test func aUnitThatTwoMergesMakeIsOne() throws {
    func merge(_ first: String, _ second: String) -> BytePairMerge {
      BytePairMerge(first: Array(first.utf8), second: Array(second.utf8))
    }
    let merges = [merge("a", "b"), merge("b", "c"), merge("ab", "c"), merge("a", "bc")]
    let tokenizer = try BytePairTokenizer(merges: merges)
    #expect(tokenizer.units.suffix(3) == ["ab", "bc", "abc"])
    #expect(tokenizer.tokens(in: "abc") == ["abc"])
  }

  @Test func inconsistentMergesAreRefused() {
    let merge = BytePairMerge(first: [1], second: [2])
    #expect(throws: VocabularyError.self) { try BytePairTokenizer(merges: [merge, merge]) }
    #expect(throws: VocabularyError.self) {
      try BytePairTokenizer(merges: [BytePairMerge(first: [1, 2], second: [3])])
    }
  }

  @Test(arguments: trickyTexts + [text, String(repeating: "가", count: 1000), String(repeating: " ", count: 999)])
  func anyTextComesBack(text: String) {
    #expect(Array(Self.tokenizer.text(from: Self.tokenizer.tokens(in: text)).utf8) == Array(text.utf8))
  }

  @Test(arguments: trickyTexts)
  func whatFollowsANewlineChangesNothing(text: String) {
    for head in trickyTexts + [Self.text] {
      let pieces = Self.tokenizer.tokens(in: head + "\n") + Self.tokenizer.tokens(in: text)
      #expect(Self.tokenizer.tokens(in: head + "\n" + text) == pieces)
    }
  }

  @Test func anyBytesComeBack() {
    var damage = Damage(seed: 5)
    let original = Array(Self.text.utf8) + (0...255).map { UInt8($0) }
    for _ in 0..<100 {
      let bytes = damage.applied(to: original)
      #expect(Self.tokenizer.bytes(from: Self.tokenizer.tokens(in: bytes)) == bytes)
    }
  }

  @Test func thePiecesOfText() {
    func pieces(_ text: String) -> [String] { TextPieces(text.utf8).map { String(decoding: $0, as: UTF8.self) } }
    #expect(
      pieces("the cat's 2 mats!?\n\n  x\ty") == [
        "the", " cat", "'", "s", " 2", " mats", "!?", "\n", "\n", " ", " x", "\t", "y",
      ])
    #expect(pieces("a \n b  \r\n") == ["a", " \n", " b", "  \r\n"])
    #expect(pieces("고양이를 e\u{301}2") == ["고양이를", " e\u{301}", "2"])
    #expect(TextPieces(Array(repeating: UInt8(ascii: "a"), count: 600)).map(\.count) == [256, 256, 88])
    #expect(TextPieces([0xFF, 0xE2, 0x82, 0x61]).map { Array($0) } == [[0xFF, 0xE2, 0x82], [0x61]])
  }

  @Test func aCharacterIsShownWhenComplete() throws {
    let tokenizer = try BytePairTokenizer(merges: [])
    var detokenizer = tokenizer.makeDetokenizer()
    let shown = tokenizer.tokens(in: "a한😀").map { detokenizer.append($0) }
    #expect(shown == ["a", "", "", "한", "", "", "", "😀"])
    #expect(detokenizer.append(tokenizer.tokens(in: [0xED])[0]) == "")
    #expect(detokenizer.finish() == "\u{FFFD}")
  }

  @Test func specialTokensAreNotLearnt() {
    let text = String(repeating: "<unk> <pad> <eos>\n", count: 50)
    let tokenizer = BytePairTokenizer(trainedOn: Array(text.utf8), unitCount: 500)
    #expect(SpecialToken.allCases.allSatisfy { !tokenizer.units.contains($0.rawValue) })
    #expect(tokenizer.text(from: tokenizer.tokens(in: text)) == text)
  }

  @Test func aCodecOfBytePairsKnowsEverythingAndComesBackFromJSON() throws {
    let codec = try TextCodec(
      fittedTo: folder.write(Self.text), unit: .bytePair, maximumSize: 290, specials: [.padding, .end])
    #expect(codec.vocabulary.count == 290)
    #expect(codec.vocabulary.id(of: .end) == 1)
    for text in trickyTexts { #expect(try codec.decode(codec.encode(text)) == text) }
    let json = try JSONEncoder().encode(codec)
    #expect(try JSONDecoder().decode(TextCodec.self, from: json) == codec)
    let other = String(decoding: json, as: UTF8.self).replacingOccurrences(of: "\"l o\"", with: "\"q z\"")
    #expect(throws: VocabularyError.self) { try JSONDecoder().decode(TextCodec.self, from: Data(other.utf8)) }
  }

  @Test func theSameTextGivesTheSameMerges() {
    #expect(BytePairTokenizer(trainedOn: Array(Self.text.utf8), unitCount: 400) == Self.tokenizer)
    // Recorded, so that another process, with other hash seeds, must agree.
    #expect(
      Self.tokenizer.merges.prefix(8).map(\.description)
        == ["e s", "es t", "l o", "lo w", "Ġ n", "Ġ low", "e w", "Ġn ew"])
  }
}
