import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent tag evaluate`.
struct TagEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how well a tagger finds the tags of a treebank.",
    discussion: """
      The words are given, as in the evaluation of Universal Dependencies with gold tokens. F1 is the mean over the \
      tags that occur, right or found, rare ones counting as much as frequent ones. A tag that training had not counts \
      as wrong.

      EXAMPLES:
        recurrent tag evaluate tagger en_ewt-ud-test.conllu
        recurrent tag evaluate tagger en_ewt-ud-test.conllu --json
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("The treebank: a CoNLL-U file.", valueName: "treebank"))
  var treebank: String

  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print the figures as one line of JSON.")
  var json = false

  func run() throws {
    try kernels.withKernels { _ in
      let tagger = try Tagger(contentsOf: model)
      let figures = try tagger.evaluate(on: TaggedSentences(path: treebank))
      Console.noteForeignTags(figures.foreignTags)
      Console.print(json ? Self.jsonLine(figures) : Self.lines(figures))
    }
  }

  private static func lines(_ figures: TaggerFigures) -> String {
    let unknown = figures.unknownAccuracy.map { "\nunknown words    \(Figures.fixed(100 * $0, 2))% right" } ?? ""
    return """
      accuracy         \(Figures.fixed(100 * figures.accuracy, 2))% of \(Figures.count(figures.words)) words\(unknown)
      mean F1          \(Figures.fixed(100 * figures.f1, 2))%
      whole sentences  \(Figures.fixed(100 * figures.exactMatch, 2))% of \(Figures.count(figures.sentences))
      nats per token   \(Figures.fixed(figures.natsPerWord, 4))
      """
  }

  private static func jsonLine(_ figures: TaggerFigures) -> String {
    JSONValue.object([
      "accuracy": .number(figures.accuracy),
      "f1": .number(figures.f1),
      "exact_match": .number(figures.exactMatch),
      "unknown_accuracy": .number(figures.unknownAccuracy),
      "nats_per_token": .number(figures.natsPerWord),
      "tokens": .number(figures.words),
      "sentences": .number(figures.sentences),
      "unseen_tags": .number(figures.foreignTags),
    ]).text
  }
}
