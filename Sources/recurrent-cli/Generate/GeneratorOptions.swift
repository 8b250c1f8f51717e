import ArgumentParser
import RecurrentTasks

/// The options of `recurrent generate train` that describe the network.
struct GeneratorOptions: ParsableArguments {
  @Option(
    help: "What a text is cut into: characters, words, the letters of Hangul, or byte pairs learnt from the texts.")
  var unit = UnitName.char

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "At most so many different units. The default is all of them, for bpe \(TextCodecFitter.usualBytePairCount).",
      valueName: "n"))
  var vocabulary: Int?

  @Option(help: "The recurrent cell.")
  var cell = CellName.lstm

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of the units' embedding.", valueName: "n"))
  var embedding = Self.usual.embeddingSize

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Width of the label's embedding, which every step is told.", valueName: "n"))
  var condition = Self.usual.conditionSize

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of each recurrent layer.", valueName: "n"))
  var hidden = Self.usual.hiddenSize

  @Option(parsing: .unconditional, help: ArgumentHelp("Number of recurrent layers.", valueName: "n"))
  var layers = Self.usual.layers

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Dropout of the embedding and of each layer's output while training.", valueName: "p"))
  var dropout = Self.usual.dropout

  private static let usual = GeneratorConfiguration()

  var configuration: GeneratorConfiguration {
    GeneratorConfiguration(
      cell: cell.cell, embeddingSize: embedding, conditionSize: condition, hiddenSize: hidden, layers: layers,
      dropout: dropout)
  }

  func validate() throws {
    try unit.check(vocabulary: vocabulary)
    try OptionRange.check { try configuration.validate() }
  }
}
