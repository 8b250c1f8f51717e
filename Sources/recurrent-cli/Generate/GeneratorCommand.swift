import ArgumentParser

/// `recurrent generate`: the commands of texts from labels.
struct GeneratorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Train a generator of short texts on labelled ones, measure it, and write texts of a label.",
    discussion: """
      EXAMPLES:
        recurrent generate train names --out surnames
        recurrent generate predict surnames --label Korean --count 20
        recurrent generate evaluate surnames names --classifier nationality --json
      """,
    subcommands: [GeneratorTrainCommand.self, GeneratorEvaluateCommand.self, GeneratorPredictCommand.self]
  )
}
