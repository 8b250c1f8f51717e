import ArgumentParser

/// `recurrent classify`: the text classifier's commands.
struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Train a classifier on labelled texts, measure it, and find the labels of texts.",
    discussion: """
      EXAMPLES:
        recurrent classify train ratings.tsv --text-column document --out reviews
        recurrent classify evaluate reviews test.tsv --text-column document --json
        echo "재미있다" | recurrent classify predict reviews
      """,
    subcommands: [
      ClassifyTrainCommand.self, ClassifyEvaluateCommand.self, ClassifyPredictCommand.self,
      ClassifyExplainCommand.self,
    ]
  )
}
