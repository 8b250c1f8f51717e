import ArgumentParser

/// `recurrent translate`: the translator's commands.
struct TranslateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Train a translator on pairs of texts, measure it, and translate with it.",
    discussion: """
      EXAMPLES:
        recurrent translate train pairs.tsv --out translator
        recurrent translate evaluate translator test.tsv --json
        recurrent translate predict translator --text "june 5 2013"
      """,
    subcommands: [TranslateTrainCommand.self, TranslateEvaluateCommand.self, TranslatePredictCommand.self]
  )
}
