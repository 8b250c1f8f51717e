import Foundation
import Recurrent
import TestSupport

@testable import RecurrentTasks

/// A training of each task that takes moments, with data in a folder.
struct SmallTraining {
  enum Task: CaseIterable { case languageModel, classifier, forecaster, tagger, translator, generator }

  typealias Training = (Checkpoints?, (TrainingEvent) throws -> TrainingDecision) throws -> any TaskModel

  /// Chance is everywhere: the order, dropout of all kinds, hidden units; with an average that moves every tenth step.
  static let recipe = TrainingRecipe(
    epochs: 3, batchSize: 8, steps: 4, learningRate: 0.01, schedule: .cosine, clip: 1, averaging: 0.9)

  let task: Task
  let folder: TemporaryFolder

  init(_ task: Task, in folder: TemporaryFolder) { (self.task, self.folder) = (task, folder) }

  /// Makes the task's model anew, trains it and saves it.
  func callAsFunction(_ recipe: TrainingRecipe = Self.recipe, into path: String) throws -> Training {
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
        targets: ["wave"], window: 6, horizon: 2, hiddenSize: 4, dropout: 0.2, ensemble: 2)
      let series = try Series(
        contentsOf: folder.write(SampleSeries.table(60), to: "series.csv"), columns: configuration.allColumns)
      let data = Forecaster.TrainingData(series, training: 0..<40, validation: 40..<60)
      return { checkpoints, observer in
        let model = try Forecaster(configuration, scaling: data.scaling())
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
  static func files(_ path: String) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }
    return Dictionary(
      uniqueKeysWithValues: names.map { ($0, FileManager.default.contents(atPath: "\(path)/\($0)") ?? Data()) })
  }
}
