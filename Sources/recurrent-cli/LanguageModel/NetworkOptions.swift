import ArgumentParser
import RecurrentTasks
import RecurrentText

/// The options of `recurrent lm train` that describe the network.
struct NetworkOptions: ParsableArguments {
  @Option(
    help: """
      What a token is. Words are split at white space, and each line end is the token <eos>, as in the Penn \
      Treebank's files; jamo are the letters of Hangul; bpe are byte pairs, learnt from the text.
      """)
  var unit = UnitName.char

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "At most so many different tokens. The default is all of them, for bpe \(TextCodecFitter.usualBytePairCount).",
      valueName: "n"))
  var vocabulary: Int?

  @Option(help: "The recurrent cell.")
  var cell = CellName.lstm

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of the embedding.", valueName: "n"))
  var embedding = 128

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of each recurrent layer.", valueName: "n"))
  var hidden = 128

  @Option(parsing: .unconditional, help: ArgumentHelp("Number of recurrent layers.", valueName: "n"))
  var layers = 2

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Dropout of the embedding and of each layer's output while training, never of the state (Zaremba et al. 2014).",
      valueName: "p"))
  var dropout: Float = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw every weight uniformly from -x to x. The default is PyTorch's initialisation.", valueName: "x"))
  var initRange: Float?

  @Flag(help: "Use the embedding as the output layer's weight too. Needs --embedding equal to --hidden.")
  var tieWeights = false

  var configuration: LanguageModelConfiguration {
    LanguageModelConfiguration(
      cell: cell.cell, embeddingSize: embedding, hiddenSize: hidden, layers: layers, dropout: dropout,
      initialRange: initRange, tiesWeights: tieWeights)
  }

  func validate() throws {
    try OptionRange.check { try configuration.validate() }
    try unit.check(vocabulary: vocabulary)
  }
}
