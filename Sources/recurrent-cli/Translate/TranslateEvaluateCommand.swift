import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent translate evaluate`.
struct TranslateEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how well a translator knows the targets of pairs.",
    discussion: """
      An exact match is a translation that is the target, character for character. Accuracy and nats per token are of \
      the target's units, its end included, each after the right ones before it.

      EXAMPLES:
        recurrent translate evaluate translator test.tsv
        recurrent translate evaluate dates test.txt --separator _ --json
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("The pairs: a UTF-8 file.", valueName: "pairs"))
  var pairs: String

  @OptionGroup var format: PairOptions
  @OptionGroup(title: "Search") var search: SearchOptions
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print the figures as one line of JSON.")
  var json = false

  func run() throws {
    try kernels.withKernels { _ in
      let translator = try Translator(contentsOf: model)
      let figures = try translator.evaluate(on: format.pairs(pairs), search: search.search)
      Console.noteTooLong(figures.tooLong, in: pairs)
      Console.print(json ? Self.jsonLine(figures) : Self.lines(figures))
    }
  }

  private static func lines(_ figures: TranslatorFigures) -> String {
    """
    exact match     \(Figures.fixed(100 * figures.exactMatch, 2))% of \(Figures.count(figures.pairs)) pairs
    accuracy        \(Figures.fixed(100 * figures.accuracy, 2))% of the targets' units
    nats per token  \(Figures.fixed(figures.natsPerUnit, 4))
    """
  }

  private static func jsonLine(_ figures: TranslatorFigures) -> String {
    JSONValue.object([
      "exact_match": .number(figures.exactMatch),
      "accuracy": .number(figures.accuracy),
      "nats_per_token": .number(figures.natsPerUnit),
      "pairs": .number(figures.pairs),
      "too_long": .number(figures.tooLong),
    ]).text
  }
}
