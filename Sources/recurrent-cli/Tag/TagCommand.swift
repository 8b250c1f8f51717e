import ArgumentParser

/// `recurrent tag`: the tagger's commands.
struct TagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Train a part-of-speech tagger on a treebank, measure it, and tag text with it.",
    discussion: """
      EXAMPLES:
        recurrent tag train en-train.conllu --valid en-dev.conllu --out tagger
        recurrent tag evaluate tagger en-test.conllu --json
        recurrent tag predict tagger sentences.txt
      """,
    subcommands: [TagTrainCommand.self, TagEvaluateCommand.self, TagPredictCommand.self]
  )
}
