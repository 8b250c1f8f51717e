import Recurrent
import RecurrentFoundation
import RecurrentReports

/// What the task of a saved model shows of it.
struct SavedModelExhibits {
  let path: String
  /// What to show it at work on; nil: nothing.
  let data: String?
  /// What follows the series of `data`; nil: nothing is known of it.
  let actual: String?
  let columns: LabeledTextOptions
  let numbers: NumberFormatOptions
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
      return try ofForecaster(on: data)
    default: return []
    }
  }

  private func ofForecaster(on data: String) throws -> [Section] {
    let forecaster = try Forecaster(contentsOf: path)
    func series(_ path: String) throws -> SeriesCollection {
      try forecaster.series(at: path, format: numbers.format(of: path, columns.delimiter))
    }
    let collection = try series(data)
    guard let actual else {
      let sections = try forecaster.sections(on: collection.series, rows: forecaster.unseenRows)
      if sections.isEmpty {
        Console.talk("note: the model learned from all of \(data): --actual gives what came after it")
      }
      return sections
    }
    let parts = try forecaster.followed(collection, by: series(actual))
    let rows = Dictionary(parts.map { (TokenKey($0.series.name), $0.rows) }) { first, _ in first }
    return try forecaster.sections(on: parts.map(\.series)) { rows[TokenKey($0.name)] ?? 0..<0 }
  }
}
