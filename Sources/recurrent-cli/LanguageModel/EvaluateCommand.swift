import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent lm evaluate`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how well a language model predicts a text.",
    discussion: """
      The state is carried through the whole text; each token but the first is predicted from all before it.

      EXAMPLES:
        recurrent lm evaluate model other.txt
        recurrent lm evaluate model ptb.test.txt --json
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("The text: a UTF-8 file.", valueName: "text"))
  var text: String

  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print the figures as one line of JSON.")
  var json = false

  func run() throws {
    try kernels.withKernels { _ in
      let model = try LanguageModel(contentsOf: model)
      let figures = try Failure.naming(text) { try model.evaluate(contentsOf: text) }
      noteUnknown(figures)
      Console.print(json ? Self.jsonLine(figures) : Self.lines(figures))
    }
  }

  private static func lines(_ figures: LanguageModelFigures) -> String {
    """
    nats per token      \(Figures.fixed(figures.natsPerToken, 4))
    perplexity          \(Figures.fixed(figures.perplexity, 3))
    bits per character  \(Figures.fixed(figures.bitsPerCharacter, 4))
    tokens              \(Figures.count(figures.tokens))
    """
  }

  private static func jsonLine(_ figures: LanguageModelFigures) -> String {
    JSONValue.object([
      "nats_per_token": .number(figures.natsPerToken),
      "perplexity": .number(figures.perplexity),
      "bits_per_character": .number(figures.bitsPerCharacter),
      "tokens": .number(figures.tokens),
    ]).text
  }

  /// Tokens that count as `<unk>` make a text look easier than it is.
  private func noteUnknown(_ figures: LanguageModelFigures) {
    guard figures.unknownTokens * 10 > figures.tokens else { return }
    let percent = Figures.fixed(100 * Double(figures.unknownTokens) / Double(figures.tokens), 1)
    Console.talk("note: \(percent)% of the text's words are <unk> to this model, which makes its figures look better.")
  }
}
