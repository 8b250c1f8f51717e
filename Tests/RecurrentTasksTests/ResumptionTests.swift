import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// Each task, stopped after each of its steps and gone on with: the folder is that of a training never stopped, byte for
/// byte.
@Suite struct ResumptionTests {
  enum Task: CaseIterable { case languageModel, classifier, forecaster, tagger, translator, generator }

  private typealias Training = (Checkpoints?, (TrainingEvent) throws -> TrainingDecision) throws -> any TaskModel

  /// Chance is everywhere: the order, dropout of all kinds, hidden units; with an average that moves every tenth step.
  private static let recipe = TrainingRecipe(
    epochs: 3, batchSize: 8, steps: 4, learningRate: 0.01, schedule: .cosine, clip: 1, averaging: 0.9)

  private let folder = try! TemporaryFolder()

  /// Makes the task's model anew, trains it and saves it.
  private func training(_ task: Task, _ recipe: TrainingRecipe = Self.recipe, into path: String) throws -> Training {
    func finish(_ model: some TaskModel) throws -> any TaskModel {
      try model.save(to: path)
      return model
    }
    switch task {
    case .languageModel:
      let text = try folder.write(SampleText.sentences(5), to: "text.txt")
      let codec = try LanguageModel.makeCodec(fittedTo: text, unit: .character)
      let tokens = LanguageModel.Tokens(try TokenStore(contentsOf: text, codec: codec), validationFraction: 0.2)
      return { checkpoints, observer in
        let model = try LanguageModel(
          LanguageModelConfiguration(embeddingSize: 4, hiddenSize: 6, layers: 2, dropout: 0.2), codec: codec)
        try model.train(on: tokens, recipe: recipe, checkpoints: checkpoints, observer: observer)
        return try finish(model)
      }
    case .classifier, .generator:
      let texts = LabeledTexts(
        path: try folder.write(SampleReviews.table(40), to: "reviews.tsv"), textColumn: "document")
      let draw = ValidationDraw(fraction: 0.2, seed: 3)
      let vocabulary = try LabeledVocabulary(
        fittedTo: texts, validation: draw, unit: .character, specials: SequenceGenerator.specials)
      let data = try LabeledData(texts, vocabulary: vocabulary, validation: draw)
      return { checkpoints, observer in
        if task == .generator {
          let model = try SequenceGenerator(
            GeneratorConfiguration(embeddingSize: 4, conditionSize: 2, hiddenSize: 6, dropout: 0.2),
            vocabulary: vocabulary)
          try model.train(on: GeneratorData(data), recipe: recipe, checkpoints: checkpoints, observer: observer)
          return try finish(model)
        }
        let model = try TextClassifier(
          TextClassifierConfiguration(embeddingSize: 4, ngrams: 2, buckets: 20, hiddenSize: 4, unitDropout: 0.2),
          vocabulary: vocabulary)
        try model.train(on: data, recipe: recipe, checkpoints: checkpoints, observer: observer)
        return try finish(model)
      }
    case .forecaster:
      let configuration = ForecasterConfiguration(
        columns: ["wave"], target: "wave", window: 6, horizon: 2, hiddenSize: 4, dropout: 0.2)
      let series = try Series(
        contentsOf: folder.write(SampleSeries.table(60), to: "series.csv"), columns: configuration.allColumns)
      let data = Forecaster.TrainingData(series, training: 0..<40, validation: 40..<60)
      return { checkpoints, observer in
        let model = try Forecaster(configuration, scaling: SeriesScaling(series, rows: data.training))
        try model.train(on: data, recipe: recipe, checkpoints: checkpoints, observer: observer)
        return try finish(model)
      }
    case .tagger:
      let sentences = TaggedSentences(path: try folder.write(SampleTreebank.conllu(30), to: "t.conllu"))
      let vocabulary = try TaggerVocabulary(fittedTo: sentences)
      return { checkpoints, observer in
        let model = try Tagger(
          TaggerConfiguration(
            embeddingSize: 4, characterEmbeddingSize: 4, characterHiddenSize: 4, hiddenSize: 6, layers: 1,
            dropout: 0.2), vocabulary: vocabulary)
        let corpus = try model.corpus(sentences)
        try model.train(
          on: corpus, validation: corpus, recipe: recipe, checkpoints: checkpoints, observer: observer)
        return try finish(model)
      }
    case .translator:
      let pairs = TextPairs(path: try folder.write(SamplePairs.reversals(30), to: "pairs.tsv"))
      let vocabulary = try TranslatorVocabulary(fittedTo: pairs)
      return { checkpoints, observer in
        let model = try Translator(
          TranslatorConfiguration(embeddingSize: 4, hiddenSize: 6, dropout: 0.2, maximumLength: 12),
          vocabulary: vocabulary)
        let corpus = try model.corpus(pairs)
        try model.train(
          on: corpus, validation: corpus, recipe: recipe, checkpoints: checkpoints, observer: observer)
        return try finish(model)
      }
    }
  }

  /// The model's files; checkpoints are not the model.
  private func files(_ path: String) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }
    return Dictionary(
      uniqueKeysWithValues: names.map { ($0, FileManager.default.contents(atPath: "\(path)/\($0)") ?? Data()) })
  }

  private struct Killed: Error {}

  /// Stops at the n-th event, steps and epochs together; of a training that is over before, nothing is stopped.
  private func stop(at event: Int, _ stop: @escaping () throws -> TrainingDecision) -> (TrainingEvent) throws
    -> TrainingDecision
  {
    var events = 0
    return { _ in
      events += 1
      return events == event ? try stop() : .goOn
    }
  }

  @Test(arguments: Task.allCases)
  func aTrainingThatGoesOnIsTheSame(_ task: Task) throws {
    let whole = folder.path("whole")
    var events = 0
    _ = try withCompute(Compute(threads: 1)) {
      try training(task, into: whole)(nil) { _ in
        events += 1
        return .goOn
      }
    }
    let expected = try files(whole)
    #expect(expected.count >= 2 && events > 9)
    for event in 1...events {
      // Once asked to pause, once killed, with a checkpoint after each step and one after two.
      for kind in 0..<3 {
        let path = folder.path("\(event)-\(kind)")
        let schedule: CheckpointSchedule = kind == 2 ? .steps(2) : .steps(1)
        let first = try training(task, into: path)
        let interrupted = stop(at: event) { if kind == 0 { .pause } else { throw Killed() } }
        do {
          _ = try withCompute(Compute(threads: 2)) { try first(Checkpoints(in: path, schedule: schedule), interrupted) }
        } catch is Killed {}
        try withCompute(Compute(threads: 1 + event % 3)) {
          _ = try training(task, into: path)(Checkpoints(in: path, schedule: schedule, resumes: true)) { _ in .goOn }
        }
        #expect(try files(path) == expected, "\(task), event \(event) of \(events), kind \(kind)")
      }
    }
  }

  /// With a rate that does not follow the number of epochs, a training that was made longer is one long one.
  @Test(arguments: Task.allCases)
  func aFinishedTrainingLearnsOn(_ task: Task) throws {
    var recipe = Self.recipe
    recipe.schedule = .constant
    _ = try training(task, recipe, into: folder.path("whole"))(nil) { _ in .goOn }
    recipe.epochs = 2
    let path = folder.path("model")
    _ = try training(task, recipe, into: path)(Checkpoints(in: path)) { _ in .goOn }
    var notices: [String] = []
    recipe.epochs = 3
    let checkpoints = Checkpoints(in: path, resumes: true) { notices.append("\($0)") }
    _ = try training(task, recipe, into: path)(checkpoints) { _ in .goOn }
    #expect(try files(path) == files(folder.path("whole")))
    #expect(notices == ["resumed(epoch: 3, step: 0)", "otherEpochs(saved: 2, now: 3, changesRate: false)"])
  }

  @Test(arguments: Task.allCases)
  func anotherTrainingIsRefusedByName(_ task: Task) throws {
    let path = folder.path("model")
    _ = try training(task, into: path)(Checkpoints(in: path)) { _ in .goOn }
    var other = Self.recipe
    (other.batchSize, other.seed) = (9, 2)
    let mismatch = #expect(throws: CheckpointMismatch.self) {
      _ = try training(task, other, into: path)(Checkpoints(in: path, resumes: true)) { _ in .goOn }
    }
    #expect(mismatch?.differences.map(\.name) == ["batch", "seed"])
    #expect(mismatch?.differences.map(\.saved) == ["8", "1"])
  }

  /// The rate of a training that grew follows the new number of epochs, and does not rise again.
  @Test func theWarmUpIsNotRepeated() throws {
    var recipe = Self.recipe
    recipe.epochs = 2
    let path = folder.path("model")
    _ = try training(.tagger, recipe, into: path)(Checkpoints(in: path)) { _ in .goOn }
    recipe.epochs = 200
    var rates: [Float] = []
    _ = try training(.tagger, recipe, into: path)(Checkpoints(in: path, resumes: true)) { event in
      guard case .epoch(let report, _, _) = event else { return .goOn }
      rates.append(report.learningRate)
      return rates.count == 40 ? .stop : .goOn
    }
    // Epochs 3 to 20 lie in the first tenth.
    #expect(rates.prefix(18).allSatisfy { $0 == 0.01 })
    #expect(rates[39] < 0.01 && rates[39] > 0.009)
  }
}
