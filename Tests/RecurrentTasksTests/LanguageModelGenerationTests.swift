import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

@Suite struct LanguageModelGenerationTests {
  /// At temperature 0 each character is the likeliest after all before it, computed anew as one whole sequence.
  @Test(arguments: Cell.allCases)
  func streamingAgreesWithTheWholeSequence(cell: Cell) throws {
    let model = try LanguageModelTests.model(cell: cell)
    let written = try model.text(after: "the ", length: 12, sampling: Sampling(temperature: 0)).joined()
    var tokens = try model.codec.encode("the ")
    for _ in 0..<12 {
      let output = model.network.decoder(model.network.rnn(model.network.embedding(IndexTensor([tokens]))).output)
      let last = output.scalars.suffix(model.codec.vocabulary.count)
      let likeliest = try #require(last.indices.max { last[$0] < last[$1] })
      tokens.append(Int32(likeliest - last.startIndex))
    }
    #expect("the " + written == model.codec.decode(tokens))
  }

  @Test func theSeedDecides() throws {
    let model = try LanguageModelTests.model()
    let texts = try [1, 1, 2].map { try model.text(length: 60, seed: $0).joined() }
    #expect(texts[0] == texts[1])
    #expect(texts[0] != texts[2])
  }

  @Test func everyPassWritesTheSame() throws {
    let text = try LanguageModelTests.model().text(after: "a", length: 30, seed: 3)
    #expect(Array(text) == Array(text))
    #expect(Array(text).count == 30)
  }

  @Test func withoutAPromptALineBegins() throws {
    let model = try LanguageModelTests.model()
    #expect(try model.text(length: 30).joined() == model.text(after: "\n", length: 30).joined())
    let words = try LanguageModelTests.model(unit: .word)
    #expect(words.lineEnd == words.codec.vocabulary.id(of: .end))
  }

  /// Words come with the space before them, except where a line begins.
  @Test func wordsAreSpaced() throws {
    let model = try LanguageModelTests.model(unit: .word)
    let pieces = Array(try model.text(after: "the cat", length: 200, seed: 1))
    #expect(pieces[0] == "\n" || pieces[0].hasPrefix(" "))
    for (before, piece) in zip(pieces, pieces.dropFirst()) {
      #expect(piece == "\n" || piece.hasPrefix(" ") == (before != "\n"))
    }
  }

  @Test func unseenCharactersAreNamed() throws {
    let model = try LanguageModelTests.model()
    #expect(throws: VocabularyError.unknownTokens(["é"])) { try model.text(after: "café", length: 1) }
    #expect(throws: ConfigurationError.self) { try model.text(length: -1) }
    #expect(throws: ConfigurationError.self) { try model.text(length: 1, sampling: Sampling(temperature: -1)) }
  }

  @Test func noLengthIsNoText() throws {
    #expect(try Array(LanguageModelTests.model().text(after: "the", length: 0)) == [])
  }
}
