import ArgumentParser
import Recurrent
import RecurrentFoundation
import RecurrentReports

/// `recurrent generate evaluate`.
struct GeneratorEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how well a generator predicts texts, and whether a classifier knows its own.",
    discussion: """
      The figures are of each unit from its label and the units before it, each text's end included. With --classifier \
      the generator also writes texts of each label; the accuracy is the share of them that the classifier takes for \
      the label they were written from.

      EXAMPLES:
        recurrent generate evaluate surnames names
        recurrent generate evaluate surnames names --classifier nationality --json
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("The labelled texts: a table or a folder.", valueName: "data"))
  var data: String

  @OptionGroup var columns: LabeledTextOptions

  @Option(help: ArgumentHelp("The folder of a model that 'recurrent classify train' made.", valueName: "dir"))
  var classifier: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How many texts of each label the classifier sees.", valueName: "n"))
  var count = 100

  @OptionGroup var sampling: SamplingOptions
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print the figures as one line of JSON.")
  var json = false

  func validate() throws {
    try OptionRange.check((1...1_000_000).contains(count), "--count", count, "1 to 1000000")
  }

  func run() throws {
    try kernels.withKernels { _ in
      let generator = try SequenceGenerator(contentsOf: model)
      let judge = try classifier.map { try TextClassifier(contentsOf: $0) }
      let figures = try generator.evaluate(on: columns.texts(at: data))
      let recognised = try judge.map {
        try generator.recognition(
          by: $0, count: count, sampling: sampling.sampling, seed: sampling.chosenSeed)
      }
      Console.print(
        json
          ? Self.jsonLine(figures, recognised) : Self.lines(figures, recognised).joined(separator: "\n"))
    }
  }

  private static func lines(_ figures: GeneratorFigures, _ recognised: Recognition?) -> [String] {
    let width = (recognised?.labels.map(\.name.columns).max() ?? 0) + 2
    return [
      "nats per token  \(Figures.fixed(figures.natsPerToken, 4))",
      "texts           \(Figures.count(figures.texts)) of \(Figures.count(figures.tokens)) tokens",
    ]
      + (recognised.map { recognised in
        ["recognised      \(Figures.fixed(100 * recognised.accuracy, 2))% of those written", ""]
          + recognised.labels.map {
            Columns.padded($0.name, to: width) + Columns.aligned(Figures.fixed(100 * $0.share, 1) + "%", to: 7)
          }
      } ?? [])
  }

  private static func jsonLine(_ figures: GeneratorFigures, _ recognised: Recognition?) -> String {
    let labels = recognised?.labels.map { ($0.name, JSONValue.number($0.share)) }
    return JSONValue.object([
      "nats_per_token": .number(figures.natsPerToken), "texts": .number(figures.texts),
      "tokens": .number(figures.tokens),
      "accuracy": .number(recognised?.accuracy), "labels": labels.map { .object($0) } ?? .null,
    ]).text
  }
}
