import ArgumentParser
import RecurrentTasks

/// The options of `recurrent classify train` that describe the network.
struct ClassifierOptions: ParsableArguments {
  @Option(
    help: "What a text is cut into: characters, words, the letters of Hangul, or byte pairs learnt from the texts.")
  var unit = UnitName.char

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "At most so many different units. The default is all of them, for bpe \(TextCodecFitter.usualBytePairCount).",
      valueName: "n"))
  var vocabulary: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Units seen less often are unknown.", valueName: "n"))
  var minCount = 2

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Embed each unit with the 2, 3, ... n units that end with it; 1: alone.", valueName: "n"))
  var ngrams = Self.usual.ngrams

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Vectors that the n-grams of each length share by their hash.", valueName: "n"))
  var buckets = Self.usual.buckets

  @Option(help: "The recurrent cell; none: the mean of the embeddings goes to the output, as a baseline.")
  var cell = CellName.lstm

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Networks that learn side by side, each from weights of its own; what they say is averaged.", valueName: "n"))
  var members = Self.usual.members

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of the embedding.", valueName: "n"))
  var embedding = Self.usual.embeddingSize

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Width of each recurrent layer, in each direction.", valueName: "n"))
  var hidden = Self.usual.hiddenSize

  @Option(parsing: .unconditional, help: ArgumentHelp("Number of recurrent layers.", valueName: "n"))
  var layers = Self.usual.layers

  @Flag(help: "Read the texts forwards only.")
  var forwardOnly = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Dropout of the embedding, between layers and before the output, while training.", valueName: "p"))
  var dropout = Self.usual.dropout

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The share of units and n-grams hidden at each step, while training.", valueName: "p"))
  var unitDropout = Self.usual.unitDropout

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The share of a label's probability spread over all labels, while training.", valueName: "p"))
  var labelSmoothing = Self.usual.labelSmoothing

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The units of a text after so many are not read.", valueName: "n"))
  var maxLength = Self.usual.maximumLength

  @Flag(help: "Let every label count the same in training, however few texts have it.")
  var balanced = false

  private static let usual = TextClassifierConfiguration()

  var configuration: TextClassifierConfiguration {
    TextClassifierConfiguration(
      cell: cell.cell, members: members, embeddingSize: embedding, ngrams: ngrams, buckets: buckets,
      hiddenSize: hidden, layers: layers, isBidirectional: !forwardOnly, dropout: dropout, unitDropout: unitDropout,
      labelSmoothing: labelSmoothing, maximumLength: maxLength, balancesLabels: balanced)
  }

  func validate() throws {
    try OptionRange.check(minCount >= 1, "--min-count", minCount, "at least 1")
    try unit.check(vocabulary: vocabulary)
    try OptionRange.check { try configuration.validate() }
  }
}
