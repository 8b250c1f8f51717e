import ArgumentParser

/// `recurrent lm`: the language model's commands.
struct LanguageModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lm",
    abstract: "Train a language model on a text, measure it, and write text with it.",
    discussion: """
      EXAMPLES:
        recurrent lm train book.txt --out model
        recurrent lm evaluate model other.txt --json
        recurrent lm generate model --prompt "The " --length 500 --temperature 0.8
        recurrent lm explain model book.txt --out inside.html
      """,
    subcommands: [TrainCommand.self, EvaluateCommand.self, GenerateCommand.self, ExplainCommand.self]
  )
}
