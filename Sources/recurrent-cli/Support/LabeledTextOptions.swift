import ArgumentParser
import Recurrent
import RecurrentFoundation
import RecurrentReports

/// Which columns of a table hold texts and labels.
struct LabeledTextOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The column of the texts, where they are in a table.", valueName: "name"))
  var textColumn = "text"

  @Option(help: ArgumentHelp("The column of the labels, where they are in a table.", valueName: "name"))
  var labelColumn = "label"

  @OptionGroup var delimiter: DelimiterOption

  var conditions: [TrainingCondition] { [.option("text_column", textColumn), .option("label_column", labelColumn)] }

  /// The texts at a path: a table, or a folder.
  func texts(at path: String) -> LabeledTexts {
    LabeledTexts(path: path, textColumn: textColumn, labelColumn: labelColumn, format: delimiter.format)
  }

  /// What `train` says of them.
  static let discussion = """
    The data is a table with named columns (CSV where its name ends in .csv, else TSV), or a folder with a file of \
    lines for each label: names/Korean.txt. What --valid-fraction takes for validation is drawn by chance; the same \
    --seed draws the same. Empty texts are left out, and counted.
    """
}

extension LabeledData {
  /// What was read, for people.
  func summary(_ vocabulary: LabeledVocabulary, unit: UnitName) -> String {
    let empty = training.emptyCount + validation.emptyCount
    return """
      data: \(Figures.count(training.count)) texts to train on, \(Figures.count(validation.count)) to validate on\
      \(empty > 0 ? "; \(Figures.count(empty)) left out, they are empty" : "")
      known: \(Figures.count(vocabulary.labels.count)) labels, \(Figures.count(vocabulary.text.vocabulary.count)) \
      \(unit.plural)
      """
  }
}

extension LabeledData {
  /// What was read from a path, for a report.
  func facts(_ path: String, _ vocabulary: LabeledVocabulary) -> [Fact] {
    [
      Fact("data", path), Fact("texts to train on", training.count), Fact("texts to validate on", validation.count),
      Fact("labels", vocabulary.labels.count),
    ]
  }
}

extension ValidationOptions {
  /// What is drawn for validation.
  func draw(seed: UInt64) -> ValidationDraw {
    valid == nil ? ValidationDraw(fraction: fraction, seed: seed) : .none
  }

  /// The data to train on, with those of `--valid` or the drawn ones to validate on.
  func data(
    at path: String, _ options: LabeledTextOptions, vocabulary: LabeledVocabulary, seed: UInt64,
    maximumLength: Int = .max
  ) throws -> LabeledData {
    var data = try LabeledData(
      options.texts(at: path), vocabulary: vocabulary, validation: draw(seed: seed), maximumLength: maximumLength)
    if let valid {
      data.validation = try LabeledTokens(
        options.texts(at: valid), vocabulary: vocabulary, maximumLength: maximumLength)
    }
    if data.validation.count == 0 { noteNone() }
    return data
  }
}
