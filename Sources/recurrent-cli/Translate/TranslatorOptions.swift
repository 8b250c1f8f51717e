import ArgumentParser
import RecurrentTasks
import RecurrentText

/// The options of `recurrent translate train` that describe the network.
struct TranslatorOptions: ParsableArguments {
  @Option(help: "What a source is cut into.")
  var sourceUnit = UnitName.char

  @Option(help: "What a target is cut into.")
  var targetUnit = UnitName.char

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      At most so many different units on each side. The default is all of them, for bpe \
      \(TextCodecFitter.usualBytePairCount).
      """, valueName: "n"))
  var vocabulary: Int?

  @Flag(help: "Read the source from its end to its beginning (Sutskever et al. 2014).")
  var reverseSource = false

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Leave out pairs with more than n units on a side.", valueName: "n"))
  var maxLength = Self.usual.maximumLength

  @Option(help: "How the decoder compares its state with the encoder's (Luong et al. 2015, Bahdanau et al. 2015).")
  var attention = Self.usual.attention

  @Option(help: "The recurrent cell.")
  var cell = CellName.lstm

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of the embeddings.", valueName: "n"))
  var embedding = Self.usual.embeddingSize

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Width of the decoder's layers; both directions of the encoder together.", valueName: "n"))
  var hidden = Self.usual.hiddenSize

  @Option(parsing: .unconditional, help: ArgumentHelp("Recurrent layers on each side.", valueName: "n"))
  var layers = Self.usual.layers

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Dropout of the embeddings and of each layer's output while training.", valueName: "p"))
  var dropout = Self.usual.dropout

  private static let usual = TranslatorConfiguration()

  var configuration: TranslatorConfiguration {
    TranslatorConfiguration(
      cell: cell.cell, embeddingSize: embedding, hiddenSize: hidden, layers: layers, attention: attention,
      dropout: dropout, reversesSource: reverseSource, maximumLength: maxLength)
  }

  func validate() throws {
    try OptionRange.check { try configuration.validate() }
    try sourceUnit.check(vocabulary: vocabulary)
    try targetUnit.check(vocabulary: vocabulary)
  }
}

extension Attention.Score: ExpressibleByArgument {}
