import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent classify predict`.
struct ClassifyPredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Find the labels of texts.",
    discussion: """
      Each line of FILE is a text; with --text-column FILE is a table. For each text the likeliest label is printed, a \
      tab, and its probability. \(String.onOneLineHelp)

      EXAMPLES:
        echo "재미있다" | recurrent classify predict reviews
        recurrent classify predict reviews ratings.tsv --text-column document
        recurrent classify predict nationality surnames.txt --json
      """
  )

  @OptionGroup var folders: ClassifierFolders

  @Argument(help: ArgumentHelp("The texts: a UTF-8 file. The default is standard input, as is -.", valueName: "file"))
  var file: String?

  @Option(help: ArgumentHelp("FILE is a table, and this the column of the texts.", valueName: "name"))
  var textColumn: String?

  @OptionGroup var delimiter: DelimiterOption
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print a line of JSON for each text, with the probability of every label.")
  var json = false

  func validate() throws {
    guard delimiter.delimiter == nil || textColumn != nil else {
      throw ValidationError("--delimiter is of a table: give --text-column too")
    }
  }

  func run() throws {
    try kernels.withKernels { _ in
      let classifiers = try folders.classifiers()
      let labels = classifiers.labels.tokens
      // As many at once as make batches of like length; fewer where more would have to be waited for.
      try AnsweredInput.read(path) {
        try texts().read { texts in
          for prediction in try classifiers.predictions(for: texts) {
            Console.print(json ? Self.jsonLine(prediction, labels) : Self.line(prediction))
          }
        }
      }
    }
  }

  private var path: String { file ?? "-" }

  private func texts() throws -> Chunks<String> {
    let size = 1024
    if let textColumn {
      var reader = try LabeledTexts(
        path: path, textColumn: textColumn, labelColumn: nil, format: delimiter.format
      ).makeReader()
      return Chunks(size: size, isReady: { reader.isReady }, next: { try reader.next()?.text })
    }
    let reader = try LineReader(path: path)
    return Chunks(size: size, isReady: { reader.isReady }, next: { try reader.next().map { String($0.text) } })
  }

  private static func line(_ prediction: TextClassifier.Prediction) -> String {
    "\(prediction.label.onOneLine)\t\(Figures.fixed(Double(prediction.probability), 4))"
  }

  private static func jsonLine(_ prediction: TextClassifier.Prediction, _ labels: [String]) -> String {
    JSONValue.object([
      "label": .string(prediction.label), "probability": .number(prediction.probability),
      "probabilities": .object(zip(labels, prediction.probabilities).map { ($0, .number($1)) }),
    ]).text
  }
}
