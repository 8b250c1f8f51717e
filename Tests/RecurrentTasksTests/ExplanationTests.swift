import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// What is said of the inside of models, against their own formulas.
@Suite struct ExplanationTests {
  private let text = "the cat sat on the mat.\nthe dog ate the cat.\n"

  // MARK: Units

  /// The gates are recomputed from weights and states; together they must make the states that the kernels made. The
  /// tolerance is float32's over sums of some dozen products.
  @Test(arguments: [Cell.lstm, .gruResetAfter])
  func theGatesMakeTheStates(cell: Cell) throws {
    let model = try LanguageModelTests.model(cell: cell, initialRange: 0.7)
    let tokens = try model.codec.encode(String(text.prefix(20)))
    let activity = try UnitActivity(of: model, reading: tokens)
    let hidden = try #require(activity["h"])
    var (last, lastCell) = (
      [Float](repeating: 0, count: hidden[0].count), [Float](repeating: 0, count: hidden[0].count)
    )
    for step in tokens.indices {
      func gate(_ name: String) throws -> [Float] { try #require(activity[name])[step] }
      for unit in last.indices {
        let expected: Float
        if cell == .lstm {
          lastCell[unit] = try gate("f")[unit] * lastCell[unit] + gate("i")[unit] * gate("g")[unit]
          #expect(abs(try gate("c")[unit] - lastCell[unit]) < 1e-5)
          expected = try gate("o")[unit] * tanh(lastCell[unit])
        } else {
          let update = try gate("z")[unit]
          expected = try (1 - update) * gate("n")[unit] + update * last[unit]
        }
        #expect(abs(hidden[step][unit] - expected) < 1e-5)
      }
      last = hidden[step]
    }
  }

  @Test func aBaselineHasNoUnits() throws {
    let model = try LanguageModel(
      LanguageModelConfiguration(cell: nil, embeddingSize: 4, hiddenSize: 4, layers: 1),
      codec: LanguageModelTests.codec())
    #expect(throws: ConfigurationError.self) { try UnitActivity(of: model, reading: [0, 1]) }
  }

  @Test func aUnitFollowsWhatItGoesWith() throws {
    let pieces = "Ab (c) \"de\"\nfgh 12".map { String($0) }
    let features = TextFeatures(of: pieces)
    #expect(features.features.count == 12)
    for feature in features.features {
      #expect(feature.values.count == pieces.count)
      let found = try #require(features.closest(to: feature.values.map { 3 - 2 * $0 }), "\(feature.name) never varies")
      #expect(abs(found.correlation + 1) < 1e-9)
    }
    let line = try #require(features.features.first { $0.name == "the place in the line" })
    #expect(line.values.suffix(7) == [0, 1, 2, 3, 4, 5, 6])
    #expect(features.closest(to: [Double](repeating: 1, count: pieces.count)) == nil)
  }

  // MARK: Gradients

  /// Central differences of the loss by what was read tell the same norm; their own error is about 1e-3 in float32.
  @Test func theReachIsThatOfCentralDifferences() throws {
    let model = try LanguageModelTests.model(cell: .rnn, initialRange: 0.5)
    let tokens = try model.codec.encode(String(text.prefix(5)))
    let reach = GradientReach(of: model.network, in: tokens, distance: 4, places: 1)
    let read = model.network.embedding(IndexTensor([Array(tokens[..<4])]))
    func loss(_ read: [Float]) -> Double {
      let output = model.network.rnn(Tensor(shape: [1, 4, read.count / 4], scalars: read)).output
      let logits = model.network.decoder(output.slice(3..<4, axis: 1))
      return Double(softmaxCrossEntropy(logits, targets: IndexTensor([[tokens[4]]]), reduction: .sum).item)
    }
    let (scalars, size, step) = (read.scalars, read.count / 4, Float(1e-2))
    for back in 0..<4 {
      let squares = (0..<size).map { place -> Double in
        let difference = [step, -step].map { change in
          var moved = scalars
          moved[(3 - back) * size + place] += change
          return loss(moved)
        }
        return pow((difference[0] - difference[1]) / Double(2 * step), 2)
      }
      let norm = squares.reduce(0, +).squareRoot()
      #expect(abs(reach.norms[back] - norm) < 0.01 * norm + 1e-4, "\(back): \(reach.norms[back]) \(norm)")
    }
  }

  @Test func aBaselineReachesNowhere() throws {
    let model = try LanguageModel(
      LanguageModelConfiguration(cell: nil, embeddingSize: 4, hiddenSize: 4, layers: 1),
      codec: LanguageModelTests.codec())
    let norms = GradientReach(of: model.network, in: try model.codec.encode(text), distance: 6).norms
    #expect(norms[0] > 0 && norms.dropFirst().allSatisfy { $0 == 0 })
  }

  // MARK: Surprises

  /// The mean is what `evaluate` measures, however many windows there are.
  @Test func surprisesAreTheCrossEntropy() throws {
    let model = try LanguageModelTests.model()
    let tokens = try model.codec.encode(String(repeating: text, count: 30))
    let nats = model.surprises(of: tokens)
    #expect(nats.count == tokens.count - 1)
    #expect(abs(nats.reduce(0, +) / Double(nats.count) - (try model.evaluate(on: tokens).natsPerToken)) < 1e-4)
  }

  // MARK: Texts and their labels

  @Test(arguments: [UnitKind.character, .word, .jamo])
  func theWordThatDecidesSpeaksForTheLabel(unit: UnitKind) throws {
    let folder = try TemporaryFolder()
    let rows = (0..<80).map { "film \($0 % 7) was good\tpos\nfilm \($0 % 5) was bad\tneg\n" }.joined()
    let texts = LabeledTexts(path: try folder.write("text\tlabel\n" + rows, to: "texts.tsv"))
    let vocabulary = try LabeledVocabulary(fittedTo: texts, unit: unit)
    let classifier = try TextClassifier(
      TextClassifierConfiguration(embeddingSize: 8, ngrams: 2, buckets: 100, hiddenSize: 8, dropout: 0),
      vocabulary: vocabulary)
    try classifier.train(
      on: LabeledData(texts, vocabulary: vocabulary),
      recipe: TrainingRecipe(epochs: 8, batchSize: 16, learningRate: 0.02))
    let explanation = try classifier.explanation(of: "  film 3 was good ")
    #expect(explanation.label == "pos")
    #expect(explanation.parts.map(\.text) == ["film", " 3", " was", " good"])
    #expect(explanation.parts.max { $0.weight < $1.weight }?.text == " good")
    let prediction = try classifier.predictions(for: ["film 3 was good"])[0]
    #expect(abs(explanation.probability - Double(prediction.probability)) < 1e-5)
    // Of one word each unit is asked for; nothing of an empty text.
    #expect(try classifier.explanation(of: "good").parts.map(\.text).joined() == "good")
    #expect(try classifier.explanation(of: " ").parts.isEmpty)
  }
}
