import ArgumentParser
import Recurrent
import RecurrentFoundation
import RecurrentReports

/// `recurrent classify evaluate`.
struct ClassifyEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how well a classifier finds the labels of texts.",
    discussion: """
      DATA is a table or a folder, as for 'train'. Every text counts, empty ones too. F1 is the mean over the labels, \
      rare ones counting as much as frequent ones; beside the accuracy stands that of always saying the most frequent \
      label.

      EXAMPLES:
        recurrent classify evaluate reviews ratings_test.txt --text-column document
        recurrent classify evaluate reviews ratings_test.txt --text-column document --with letters
        recurrent classify evaluate nationality names --json
      """
  )

  @OptionGroup var folders: ClassifierFolders

  @Argument(help: ArgumentHelp("The labelled texts: a table or a folder.", valueName: "data"))
  var data: String

  @OptionGroup var columns: LabeledTextOptions
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print the figures as one line of JSON.")
  var json = false

  func run() throws {
    try kernels.withKernels { _ in
      let classifiers = try folders.classifiers()
      let figures = try classifiers.evaluate(on: columns.texts(at: data))
      Console.print(json ? Self.jsonLine(figures) : Self.lines(figures).joined(separator: "\n"))
    }
  }

  private static func lines(_ figures: ClassificationFigures) -> [String] {
    let width = max(figures.labels.map(\.columns).max() ?? 0, 5) + 2
    let confusion = figures.confusion
    return [
      "accuracy        \(percent(figures.accuracy)) of \(Figures.count(figures.texts)) texts",
      "majority        \(percent(figures.majority))", "mean F1         \(percent(figures.f1))",
      "nats per text   \(Figures.fixed(figures.natsPerText, 4))", "",
      Columns.padded("label", to: width) + "    texts  precision  recall      F1",
    ]
      + figures.labels.enumerated().map { label, name in
        Columns.padded(name, to: width) + Columns.aligned(Figures.count(confusion.support(of: label)), to: 9)
          + Columns.aligned(percent(confusion.precision(of: label)), to: 11)
          + Columns.aligned(percent(confusion.recall(of: label)), to: 8)
          + Columns.aligned(percent(confusion.f1(of: label)), to: 8)
      }
  }

  private static func percent(_ share: Double) -> String { Figures.fixed(100 * share, 2) + "%" }

  private static func jsonLine(_ figures: ClassificationFigures) -> String {
    let confusion = figures.confusion
    let labels = figures.labels.enumerated().map { label, name in
      JSONValue.object([
        "label": .string(name), "texts": .number(confusion.support(of: label)),
        "precision": .number(confusion.precision(of: label)), "recall": .number(confusion.recall(of: label)),
        "f1": .number(confusion.f1(of: label)),
      ])
    }
    return JSONValue.object([
      "accuracy": .number(figures.accuracy), "f1": .number(figures.f1), "majority": .number(figures.majority),
      "nats_per_text": .number(figures.natsPerText), "texts": .number(figures.texts), "labels": .array(labels),
    ]).text
  }
}
