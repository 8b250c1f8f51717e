import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// What a language model is and does, training aside.
@Suite struct LanguageModelTests {
  static let text = SampleText.sentences(60)

  static func codec(_ unit: TextUnit = .character, _ text: String = text) -> TextCodec {
    let specials: [SpecialToken] = unit == .word ? [.unknown] : []
    return TextCodec(
      unit: unit, vocabulary: Vocabulary(counts: TokenCounts(unit.tokenizer.tokens(in: text)), specials: specials))
  }

  /// A model with its first, random weights.
  static func model(
    cell: Cell = .lstm, unit: TextUnit = .character, tiesWeights: Bool = false, initialRange: Float? = nil,
    dropout: Float = 0, seed: UInt64 = 1
  ) throws -> LanguageModel {
    try LanguageModel(
      LanguageModelConfiguration(
        cell: cell, embeddingSize: 12, hiddenSize: tiesWeights ? 12 : 20, layers: 2, dropout: dropout,
        initialRange: initialRange, tiesWeights: tiesWeights), codec: codec(unit), seed: seed)
  }

  static func weights(of model: LanguageModel) -> [[Float]] {
    model.network.namedParameters.map { $0.parameter.value.scalars }
  }

  // MARK: Evaluation

  /// Windows of 1000 against one step at a time, the state carried through both.
  @Test(arguments: Cell.allCases)
  func evaluationCarriesTheStateThroughTheText(cell: Cell) throws {
    let model = try Self.model(cell: cell)
    let tokens = try model.codec.encode(SampleText.sentences(90, seed: 2))
    #expect(tokens.count > 2000)
    let stream = model.makeStream()
    var state = stream.initialState()
    var nats = 0.0
    for (token, target) in zip(tokens, tokens.dropFirst()) {
      let scores = try stream.step(token: token, state: &state).scalars.map(Double.init)
      nats += log(scores.reduce(0) { $0 + exp($1) }) - scores[Int(target)]
    }
    let figures = try model.evaluate(on: tokens)
    #expect(figures.tokens == tokens.count - 1)
    // Sums of thousands of terms in single precision, in another order.
    #expect(abs(figures.natsPerToken - nats / Double(tokens.count - 1)) < 1e-5)
  }

  /// A file in pieces is the text at once, bit for bit: the windows are the same.
  @Test func aFileIsMeasuredPieceByPiece() throws {
    let folder = try TemporaryFolder()
    let model = try Self.model(unit: .word)
    // More than a piece of a file, with a word that the model does not know.
    let text = String(repeating: SampleText.sentences(1000) + "xyzzy\n", count: 30)
    #expect(text.utf8.count > 1 << 20)
    let path = try folder.write(text, to: "text.txt")
    let figures = try model.evaluate(contentsOf: path)
    #expect(try figures == model.evaluate(on: model.codec.encode(text)))
    #expect(figures.unknownTokens == 30)
    #expect(try TokenStore(contentsOf: path, codec: model.codec).count == figures.tokens + 1)
  }

  @Test func figuresFollowFromTheCrossEntropy() {
    let figures = LanguageModelFigures(natsPerToken: log(8), tokens: 10, characters: 30)
    // Rounding of log and exp.
    #expect(abs(figures.perplexity - 8) < 1e-12)
    #expect(abs(figures.bitsPerCharacter - 1) < 1e-12)
  }

  /// A word counts with the space before it, a line end as one character: the text as it stands.
  @Test func charactersAreThoseOfTheText() throws {
    let words = try Self.model(unit: .word)
    let text = "the red cat sees a small house .\nevery old king finds the river .\n"
    let figures = try words.evaluate(on: try words.codec.encode(text))
    #expect(figures.tokens == 16)
    #expect(figures.characters == text.count - "the ".count)
    let characters = try Self.model()
    #expect(try characters.evaluate(on: try characters.codec.encode(text)).characters == text.count - 1)
  }

  @Test func oneTokenIsTooFew() throws {
    let model = try Self.model()
    #expect(throws: TrainingFailure.validationTooShort(tokens: 1)) { try model.evaluate(on: [0] as [Int32]) }
    #expect(throws: TrainingFailure.validationTooShort(tokens: 0)) { try model.evaluate(on: [] as [Int32]) }
  }

  // MARK: Configuration

  @Test func aConfigurationOutOfRangeIsAnError() {
    #expect(throws: ConfigurationError.self) {
      try LanguageModel(LanguageModelConfiguration(hiddenSize: 0), codec: Self.codec())
    }
  }

  @Test func tiedWeightsAreOneTensor() throws {
    let names = { (model: LanguageModel) in model.network.namedParameters.map(\.name) }
    let (tied, free) = (try Self.model(tiesWeights: true), try Self.model())
    #expect(names(free).contains("decoder.weight"))
    #expect(!names(tied).contains("decoder.weight") && names(tied).contains("embedding.weight"))
    #expect(tied.network.decoder.weight === tied.network.embedding.weight)
  }

  @Test func theInitialRangeHoldsForEveryWeight() throws {
    let weights = Self.weights(of: try Self.model(initialRange: 0.05)).flatMap(\.self)
    #expect(weights.allSatisfy { abs($0) <= 0.05 })
    #expect(weights.contains { abs($0) > 0.045 })
  }

  @Test func theSeedDecidesTheFirstWeights() throws {
    let weights = try [1, 1, 2].map { Self.weights(of: try Self.model(seed: $0)) }
    #expect(weights[0] == weights[1])
    #expect(weights[0] != weights[2])
  }

  // MARK: Files

  @Test func aModelComesBackAsItWas() throws {
    let folder = try TemporaryFolder()
    let model = try Self.model(cell: .gruResetAfter, unit: .word, tiesWeights: true)
    let tokens = LanguageModel.Tokens(try model.codec.encode(Self.text), validationFraction: 0.2)
    try model.train(on: tokens, recipe: TrainingRecipe(epochs: 2, batchSize: 4, steps: 8))
    try model.save(to: folder.path("model"))
    let copy = try LanguageModel(contentsOf: folder.path("model"))
    #expect(copy.configuration == model.configuration)
    #expect(copy.codec == model.codec)
    #expect(copy.history == model.history)
    #expect(Self.weights(of: copy) == Self.weights(of: model))
    #expect(try copy.evaluate(on: tokens.validation) == model.evaluate(on: tokens.validation))
  }

  @Test func anotherTasksModelIsRefused() throws {
    let folder = try TemporaryFolder()
    let model = try Self.model()
    try ModelFolder.write(
      kind: "classifier", configuration: 1, vocabulary: nil, model: model.network, to: folder.path("model"))
    #expect(throws: ModelFolderError.self) { try LanguageModel(contentsOf: folder.path("model")) }
    #expect(try ModelSummary(contentsOf: folder.path("model")).kind == "classifier")
  }

  /// A configuration that its weights contradict.
  @Test func weightsOfOtherShapesAreRefused() throws {
    let folder = try TemporaryFolder()
    let model = try Self.model()
    var configuration = model.configuration
    configuration.hiddenSize += 1
    try ModelFolder.write(
      kind: LanguageModel.kind, configuration: LanguageModel.Saved(network: configuration, training: nil),
      vocabulary: model.codec, model: model.network, to: folder.path("model"))
    #expect(throws: SafetensorsError.self) { try LanguageModel(contentsOf: folder.path("model")) }
  }
}
