import ArgumentParser
import Recurrent
import RecurrentFoundation
import RecurrentReports

/// `recurrent classify explain`.
struct ClassifyExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show what in texts spoke for their labels.",
    discussion: """
      Each line of FILE is a text; with --text-column FILE is a table. The page has the texts, each word coloured by how \
      far the label's probability falls where the word is hidden: blue spoke for the label, orange against it.

      EXAMPLES:
        echo "재미있다" | recurrent classify explain reviews --out why.html
        recurrent classify explain reviews ratings.tsv --text-column document
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("The texts: a UTF-8 file. The default is standard input, as is -.", valueName: "file"))
  var file: String?

  @Option(help: ArgumentHelp("FILE is a table, and this the column of the texts.", valueName: "name"))
  var textColumn: String?

  @OptionGroup var delimiter: DelimiterOption

  @Option(help: ArgumentHelp("The page; - is standard output.", valueName: "file"))
  var out = "explain.html"

  @Option(parsing: .unconditional, help: ArgumentHelp("How many texts are explained at most.", valueName: "n"))
  var count = 50

  @OptionGroup(title: "Computing") var kernels: KernelOptions

  func validate() throws {
    guard delimiter.delimiter == nil || textColumn != nil else {
      throw ValidationError("--delimiter is of a table: give --text-column too")
    }
    try OptionRange.check((1...1000).contains(count), "--count", count, "1 to 1000")
  }

  func run() throws {
    try PageFile.require(out, "--out", reading: [model, file ?? "-"])
    try kernels.withKernels { _ in
      let classifier = try TextClassifier(contentsOf: model)
      let explanations = try texts().map { try classifier.explanation(of: $0) }
      let note = """
        The fuller a word's colour, the further the probability of the label falls (blue) or rises (orange) where the \
        word is hidden.
        """
      let page = Page(
        model,
        subtitle: "\(TextClassifier.kind) · what spoke for the labels of \(Figures.count(explanations.count)) texts",
        [Section("What spoke for each label", note: note, [Row(explanations.map(\.exhibit))])])
      try PageFile.write(page, to: out)
    }
  }

  private func texts() throws -> [String] {
    let path = file ?? "-"
    var texts: [String] = []
    if let textColumn {
      var reader = try LabeledTexts(path: path, textColumn: textColumn, labelColumn: nil, format: delimiter.format)
        .makeReader()
      while texts.count < count, let text = try reader.next()?.text { texts.append(text) }
    } else {
      let reader = try LineReader(path: path)
      while texts.count < count, let line = try reader.next() { texts.append(String(line.text)) }
    }
    return texts
  }
}
