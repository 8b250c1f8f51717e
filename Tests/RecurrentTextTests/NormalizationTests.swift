import Foundation
import RecurrentText
import TestSupport
import Testing

@Suite struct NormalizationTests {
  /// The golden texts are made by Python's unicodedata.
  @Test func formsAreThoseOfPython() throws {
    let url = try #require(Bundle.module.url(forResource: "Golden/normalization", withExtension: "json"))
    let cases = try JSONDecoder().decode([[String]].self, from: Data(contentsOf: url))
    #expect(cases.count > 220)
    for texts in cases {
      for text in texts[..<2] {
        #expect(scalars(text.normalized(.nfc)) == scalars(texts[2]))
        #expect(scalars(text.normalized(.nfkc)) == scalars(texts[3]))
      }
    }
  }

  /// Swift compares texts by what is the same in NFC.
  @Test(arguments: trickyTexts) func nothingElseChanges(text: String) {
    #expect(text.normalized(.nfc) == text)
    #expect(scalars(text.normalized(.nfc).normalized(.nfc)) == scalars(text.normalized(.nfc)))
  }

  @Test(arguments: UnitKind.allCases) func aCodecReadsBothWaysToWriteAlike(unit: UnitKind) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("caf\u{E9} cafe\u{301} \u{FB01}n\n")
    let codec = try TextCodec(fittedTo: path, unit: unit, specials: [.unknown], normalization: .nfc)
    #expect(try codec.encode("cafe\u{301}") == codec.encode("caf\u{E9}"))
    #expect(try codec.encode("\u{FB01}n") != codec.encode("fin"))
    #expect(try scalars(codec.decode(codec.encode("cafe\u{301} "))).contains(0xE9))
    // A model's folder remembers it; one that reads texts as they stand has no word for it.
    let saved = try JSONEncoder().encode(codec)
    #expect(try JSONDecoder().decode(TextCodec.self, from: saved) == codec)
    let asTheyStand = try TextCodec(fittedTo: path, unit: unit, specials: [.unknown])
    #expect(try !String(decoding: JSONEncoder().encode(asTheyStand), as: UTF8.self).contains("normalization"))
    #expect(try asTheyStand.encode("cafe\u{301}") != asTheyStand.encode("caf\u{E9}"))
  }

  /// A long line comes in pieces, which never part a letter from its marks.
  @Test func longLinesAreReadAsAWhole() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(String(repeating: "e\u{301} ", count: 300_000))
    let codec = try TextCodec(fittedTo: path, unit: .character, normalization: .nfc)
    #expect(Set(codec.vocabulary.tokens) == ["\u{E9}", " "])
    #expect(try codec.encode(contentsOf: path).count == 600_000)
  }

  @Test func labelsThatLookAlikeAreFound() throws {
    let labels = try Vocabulary(tokens: ["caf\u{E9}", "cafe\u{301}", "fin", "\u{FB01}n", "x"])
    #expect(labels.alikeTokens.map(\.form) == [.nfc, .nfkc])
    #expect(labels.alikeTokens.map(\.tokens.count) == [2, 2])
  }

  private func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }
}
