import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

@Suite struct LanguageModelTrainingTests {
  private func model(dropout: Float = 0, seed: UInt64 = 1) throws -> LanguageModel {
    try LanguageModelTests.model(dropout: dropout, seed: seed)
  }

  private func tokens(_ model: LanguageModel) throws -> LanguageModel.Tokens {
    LanguageModel.Tokens(try model.codec.encode(LanguageModelTests.text), validationFraction: 0.1)
  }

  private let recipe = TrainingRecipe(epochs: 3, batchSize: 5, steps: 12, learningRate: 0.01)

  private func weights(_ model: LanguageModel) -> [[Float]] { LanguageModelTests.weights(of: model) }

  // MARK: Learning

  @Test(arguments: [Cell.lstm, .gruResetAfter, .rnn])
  func itLearnsMoreThanHowOftenCharactersAre(cell: Cell) throws {
    let model = try LanguageModelTests.model(cell: cell)
    let tokens = try tokens(model)
    try model.train(on: tokens, recipe: TrainingRecipe(epochs: 6, batchSize: 5, steps: 12, learningRate: 0.01))
    let counts = Dictionary(grouping: tokens.training.tokens(in: 0..<tokens.training.count), by: \.self).mapValues {
      Double($0.count)
    }
    let total = Double(tokens.training.count)
    let entropy = counts.values.reduce(0) { $0 - $1 / total * log($1 / total) }
    #expect(try model.evaluate(on: tokens.validation).natsPerToken < 0.7 * entropy)
  }

  @Test func theHistorySaysWhatHappened() throws {
    let model = try model()
    let tokens = try tokens(model)
    let recipe = TrainingRecipe(
      epochs: 3, batchSize: 5, steps: 12, learningRate: 0.01, decayAfter: 1, decay: 0.5)
    var events: [String] = []
    let speed = try model.train(on: tokens, recipe: recipe) { event in
      switch event {
      case .step(let progress, let secondsLeft):
        if progress.batchesDone == progress.batchCount { events.append("steps \(progress.epoch)") }
        #expect(secondsLeft >= 0)
      case .epoch(let report, _, let speed):
        events.append("epoch \(report.epoch)")
        #expect(model.history?.epochs.last == report)
        #expect(speed.seconds > 0)
      }
      return .goOn
    }
    #expect(events == ["steps 1", "epoch 1", "steps 2", "epoch 2", "steps 3", "epoch 3"])
    let history = try #require(model.history)
    #expect(history.recipe == recipe)
    #expect(history.trainingCount == tokens.training.count)
    #expect(history.epochs.map(\.epoch) == [1, 2, 3])
    #expect(history.epochs.map(\.learningRate) == [0.01, 0.005, 0.0025])
    #expect(history.best?.validationLoss == history.epochs.compactMap(\.validationLoss).min())
    #expect(try #require(speed.perSecond) > 0)
    // The model kept is the one measured.
    #expect(try model.evaluate(on: tokens.validation).natsPerToken == history.best?.validationLoss)
  }

  @Test func theSameSeedIsTheSameModel() throws {
    var results: [[[Float]]] = []
    for seed: UInt64 in [1, 1, 2] {
      let model = try model(dropout: 0.3)
      var recipe = recipe
      recipe.seed = seed
      try model.train(on: try tokens(model), recipe: recipe)
      results.append(weights(model))
    }
    #expect(results[0] == results[1])
    // Only the dropout masks differ.
    #expect(results[0] != results[2])
  }

  @Test func theThreadsDoNotChangeABit() throws {
    let results = try [1, 2, 3].map { threads in
      try withCompute(Compute(threads: threads)) {
        let model = try model(dropout: 0.3)
        try model.train(on: try tokens(model), recipe: recipe)
        return weights(model)
      }
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  // MARK: Which weights are kept

  /// Characters at random: the more a model has learned of the text, the worse it is at them.
  private func misleading(_ model: LanguageModel) throws -> LanguageModel.Tokens {
    var generator = RandomGenerator(seed: 7)
    let noise = (0..<300).map { _ in Int32(generator.nextIndex(below: model.codec.vocabulary.count)) }
    return LanguageModel.Tokens(training: try tokens(model).training, validation: noise)
  }

  @Test func theBestEpochIsKept() throws {
    let model = try model()
    var seen: [(weights: [[Float]], isBest: Bool)] = []
    try model.train(on: try misleading(model), recipe: recipe) { event in
      if case .epoch(_, let isBest, _) = event { seen.append((weights(model), isBest)) }
      return .goOn
    }
    #expect(seen.map(\.isBest) == [true, false, false])
    #expect(model.history?.bestEpoch == 1)
    #expect(weights(model) == seen[0].weights)
  }

  @Test func withoutValidationTheLastEpochIsKept() throws {
    let model = try model()
    var last: [[Float]] = []
    let tokens = LanguageModel.Tokens(training: try tokens(model).training)
    try model.train(on: tokens, recipe: recipe) { event in
      if case .epoch(let report, let isBest, _) = event {
        #expect(isBest && report.validationLoss == nil)
        last = weights(model)
      }
      return .goOn
    }
    #expect(model.history?.bestEpoch == 3)
    #expect(weights(model) == last)
  }

  @Test func stoppedInItsFirstEpochItKeepsWhatItLearned() throws {
    let model = try model()
    let before = weights(model)
    var last: [[Float]] = []
    try model.train(on: try tokens(model), recipe: recipe) { event in
      guard case .step(let progress, _) = event else { return .goOn }
      last = weights(model)
      return progress.batchesDone == 4 ? .stop : .goOn
    }
    #expect(weights(model) == last && last != before)
    #expect(model.history?.epochs == [])
    #expect(model.history?.bestEpoch == nil)
  }

  @Test func stoppedLaterItKeepsTheBest() throws {
    let model = try model()
    var first: [[Float]] = []
    try model.train(on: try tokens(model), recipe: recipe) { event in
      switch event {
      case .epoch:
        first = weights(model)
        return .goOn
      case .step(let progress, _): return progress.epoch == 2 && progress.batchesDone == 3 ? .stop : .goOn
      }
    }
    #expect(model.history?.epochs.count == 1)
    #expect(weights(model) == first)
  }

  // MARK: What goes wrong

  @Test func aLossThatIsNotANumberBringsTheBestWeightsBack() throws {
    let model = try model()
    var first: [[Float]] = []
    let divergence = #expect(throws: TrainingDivergence.self) {
      try model.train(on: try tokens(model), recipe: recipe) { event in
        switch event {
        case .epoch: first = weights(model)
        case .step(let progress, _):
          guard progress.epoch == 2, progress.batchesDone == 3 else { break }
          var bias = try #require(model.network.decoder.bias).value
          bias.withUnsafeMutableScalars { $0[0] = .nan }
          model.network.decoder.bias?.value = bias
        }
        return .goOn
      }
    }
    #expect(divergence?.epoch == 2 && divergence?.step == 4)
    #expect(weights(model) == first)
    #expect(model.history?.epochs.count == 1)
  }

  @Test func aRateTooHighDivergesInTheFirstEpochAndLeavesTheModelAsItWas() throws {
    let model = try model()
    let before = weights(model)
    #expect(throws: TrainingDivergence.self) {
      try model.train(
        on: try tokens(model), recipe: TrainingRecipe(batchSize: 5, steps: 12, optimizer: .sgd, learningRate: 1e38))
    }
    #expect(weights(model) == before)
  }

  @Test func everyRowNeedsOneWindow() throws {
    let model = try model()
    let recipe = TrainingRecipe(epochs: 1, batchSize: 3, steps: 4)
    let enough = LanguageModel.Tokens(training: [Int32](repeating: 0, count: 13))
    #expect(throws: Never.self) { try model.train(on: enough, recipe: recipe) }
    let short = LanguageModel.Tokens(training: [Int32](repeating: 0, count: 12))
    #expect(throws: TrainingFailure.textTooShort(tokens: 12, needed: 13)) { try model.train(on: short, recipe: recipe) }
    let huge = TrainingRecipe(batchSize: 1_000_000, steps: 1_000_000)
    #expect(throws: TrainingFailure.textTooShort(tokens: 13, needed: 1_000_000_000_001)) {
      try model.train(on: enough, recipe: huge)
    }
  }

  @Test func anIdBeyondTheVocabularyIsNamed() throws {
    let model = try model()
    let count = model.codec.vocabulary.count
    let recipe = TrainingRecipe(epochs: 1, batchSize: 3, steps: 4)
    for wrong in [Int32(count), -1] {
      var ids = [Int32](repeating: 0, count: 20)
      ids[17] = wrong
      let error = DataError.unknownToken(Int(wrong), example: 17, tokens: count)
      #expect(throws: error) { try model.train(on: LanguageModel.Tokens(training: ids), recipe: recipe) }
      #expect(throws: error) { try model.evaluate(on: ids) }
      let validation = LanguageModel.Tokens(training: [Int32](repeating: 0, count: 20), validation: ids)
      #expect(throws: error) { try model.train(on: validation, recipe: recipe) }
    }
    #expect(model.history == nil)
  }

  @Test func theLastPartIsForValidation() {
    let tokens = LanguageModel.Tokens([Int32](0..<10), validationFraction: 0.3)
    #expect(tokens.training.tokens(in: 0..<tokens.training.count) == Array(0..<7))
    #expect(tokens.validation.tokens(in: 0..<tokens.validation.count) == [7, 8, 9])
    #expect(LanguageModel.Tokens([1, 2] as [Int32], validationFraction: 0).validation.count == 0)
  }
}
