import Recurrent
import RecurrentReports

/// What the task of a saved model shows of it.
struct SavedModelExhibits {
  let path: String
  /// What to show it at work on; nil: nothing.
  let data: String?
  let columns: LabeledTextOptions
  let pairs: PairOptions

  /// - Throws: what reading the model and the data throws.
  func sections() throws -> [Section] {
    let kind: String
    do {
      kind = try ModelFolder(reading: path).kind
    } catch let error as ModelFolderError where error == .unfinished(path: path) {
      return []
    }
    switch kind {
    case LanguageModel.kind: return try ofLanguageModel()
    case SequenceGenerator.kind: return try SequenceGenerator(contentsOf: path).sections()
    default: return try data.map { try ofModel(kind, on: $0) } ?? []
    }
  }

  private func ofLanguageModel() throws -> [Section] {
    let model = try LanguageModel(contentsOf: path)
    let tokens = try data.map { data in
      try Failure.naming(data) { try TokenStore(contentsOf: data, codec: model.codec) }
    }
    return try LanguageModelExhibits(of: model, on: tokens).sections(at: nil)
  }

  private func ofModel(_ kind: String, on data: String) throws -> [Section] {
    switch kind {
    case TextClassifier.kind:
      let classifier = try TextClassifier(contentsOf: path)
      let texts = try LabeledTokens(
        columns.texts(at: data), vocabulary: classifier.vocabulary,
        maximumLength: classifier.configuration.maximumLength)
      return classifier.sections(on: texts) + [texts.section("The texts", classifier.vocabulary)]
    case Tagger.kind:
      let tagger = try Tagger(contentsOf: path)
      let corpus = try tagger.corpus(TaggedSentences(path: data))
      return tagger.sections(on: corpus) + [corpus.section("The treebank")]
    case Translator.kind:
      let translator = try Translator(contentsOf: path)
      let corpus = try translator.corpus(pairs.pairs(data))
      return try translator.sections(on: corpus) + [corpus.section("The pairs")]
    case Forecaster.kind:
      let forecaster = try Forecaster(contentsOf: path)
      return try forecaster.sections(on: forecaster.series(at: data).series, rows: forecaster.unseenRows)
    default: return []
    }
  }
}
