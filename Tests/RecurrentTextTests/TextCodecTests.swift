import Foundation
import TestSupport
import Testing

@testable import RecurrentText

@Suite struct TextCodecTests {
  let folder = try! TemporaryFolder()

  @Test(arguments: UnitKind.allCases)
  func encodedFileEqualsEncodedText(unit: UnitKind) throws {
    let text = String(repeating: "First Citizen:\nBefore we proceed any further, 한국어 👩‍👩‍👧.\n", count: 40)
    let path = try folder.write(text)
    let codec = try TextCodec(fittedTo: path, unit: unit)
    let ids = try codec.encode(contentsOf: path)
    #expect(try ids == codec.encode(text))
    #expect(codec.decode(ids) == text)
  }

  /// However small the pieces that it is read in, and though no line ends: units are never cut.
  @Test(arguments: UnitKind.allCases, [1, 7, 64, 1000])
  func aTextInOneLineIsReadInPieces(kind: UnitKind, chunkSize: Int) throws {
    let text = String(
      repeating: "Der 3. Fluß  강물이\t 흐른다... don't\u{A0}stop, 12345 ab\u{301}c --  \u{202F}x ", count: 30)
    let path = try folder.write(text)
    let codec = try TextCodec(fittedTo: path, unit: kind)
    // One word is 17 bytes long, one piece 9.
    let reader = try TextReader(path: path, chunkSize: chunkSize, maximumLineLength: chunkSize + 40, unit: kind)
    var (ids, pieces, longest) = ([Int32](), 0, 0)
    while let piece = try reader.nextChunk() {
      ids += try codec.encode(piece)
      (pieces, longest) = (pieces + 1, max(longest, piece.utf8.count))
    }
    #expect(try ids == codec.encode(text))
    #expect(pieces > text.utf8.count / (chunkSize + 40) && longest <= chunkSize + 40)
  }

  @Test func streamedTextEqualsDecodedText() throws {
    let codec = try TextCodec(fittedTo: folder.write("the cat sat\non the mat\n"), unit: .word)
    let ids: [Int32] = try codec.encode("the mat sat\non cat")
    var decoder = codec.makeDecoder()
    let pieces = ids.map { decoder.append($0) } + [decoder.finish()]
    #expect(pieces == ["the", " mat", " sat", "\n", "on", " cat", ""])
    #expect(pieces.joined() == codec.decode(ids))
  }

  @Test(arguments: UnitKind.allCases)
  func textsOneByOneMakeTheCodecOfTheWhole(kind: UnitKind) throws {
    let lines = (0..<50).map { "Der \($0). Fluß 강물 fließt\n" }
    var fitter = TextCodecFitter(kind, maximumSize: 300, specials: [.padding, .unknown])
    for line in lines { fitter.add(line) }
    let whole = try TextCodec(
      fittedTo: folder.write(lines.joined()), unit: kind, maximumSize: 300, specials: [.padding, .unknown])
    #expect(fitter.makeCodec() == whole)
    #expect(whole.vocabulary.id(of: .unknown) == 1)
    #expect(whole.vocabulary.count <= 300)
  }

  @Test func promptWithUnseenCharactersIsRefused() throws {
    let codec = try TextCodec(fittedTo: folder.write("abc"), unit: .character)
    #expect(throws: VocabularyError.unknownTokens(["x", "y"])) { try codec.encode("axbyx") }
  }

  @Test(.enabled(if: SharedData.exists("tinyshakespeare/input.txt"), "shared data is not beside this checkout"))
  func tinyShakespeareHas65Characters() throws {
    let path = SharedData.path("tinyshakespeare/input.txt")
    let codec = try TextCodec(fittedTo: path, unit: .character)
    #expect(codec.vocabulary.count == 65)
    let ids = try codec.encode(contentsOf: path)
    #expect(ids.count == 1_115_394)
    #expect(try codec.decode(ids) == String(contentsOfFile: path, encoding: .utf8))
  }
}
