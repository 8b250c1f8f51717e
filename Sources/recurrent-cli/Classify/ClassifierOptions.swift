import ArgumentParser
import Recurrent

/// The options of `recurrent classify train` that describe the network.
struct ClassifierOptions: ParsableArguments {
  @Option(
    help: "What a text is cut into: characters, words, the letters of Hangul, or byte pairs learnt from the texts.")
  var unit = UnitName.char

  @OptionGroup var normalization: NormalizationOption

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
    help: ArgumentHelp(
      """
      Embed each unit with the 2, 3, ... n units that end with it; 1: alone. The default is \
      \(TextClassifierConfiguration.usualNgrams(for: .character)) for char, \
      \(TextClassifierConfiguration.usualNgrams(for: .jamo)) for jamo, \
      \(TextClassifierConfiguration.usualNgrams(for: .word)) for word and bpe.
      """, valueName: "n"))
  var ngrams: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Vectors that the n-grams of each length share by their hash.", valueName: "n"))
  var buckets = TextClassifierConfiguration.usual.buckets

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of the embedding.", valueName: "n"))
  var embedding = TextClassifierConfiguration.usual.embeddingSize

  @OptionGroup var layers: LayerOptions<TextClassifierConfiguration>

  @Flag(help: "Read the texts forwards only.")
  var forwardOnly = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The share of units and n-grams hidden at each step, while training.", valueName: "p"))
  var unitDropout = TextClassifierConfiguration.usual.unitDropout

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The share of a label's probability spread over all labels, while training.", valueName: "p"))
  var labelSmoothing = TextClassifierConfiguration.usual.labelSmoothing

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The units of a text after so many are not read.", valueName: "n"))
  var maxLength = TextClassifierConfiguration.usual.maximumLength

  @Flag(help: "Let every label count the same in training, however few texts have it.")
  var balanced = false

  var configuration: TextClassifierConfiguration {
    var configuration = layers.configuration
    configuration.embeddingSize = embedding
    configuration.ngrams = ngrams ?? TextClassifierConfiguration.usualNgrams(for: unit.kind)
    configuration.buckets = buckets
    configuration.isBidirectional = !forwardOnly
    configuration.unitDropout = unitDropout
    configuration.labelSmoothing = labelSmoothing
    configuration.maximumLength = maxLength
    configuration.balancesLabels = balanced
    return configuration
  }

  /// What says how the texts are read.
  var conditions: [TrainingCondition] {
    [
      .option("unit", unit.rawValue), .option("vocabulary", vocabulary.map(String.init) ?? "all"),
      .option("min_count", minCount),
    ] + normalization.conditions
  }

  func validate() throws {
    try OptionRange.check(minCount >= 1, "--min-count", minCount, "at least 1")
    try unit.check(vocabulary: vocabulary)
    try OptionRange.check { try configuration.validate() }
  }
}

extension TextClassifierConfiguration: LayeredConfiguration {
  static let usual = TextClassifierConfiguration()
  static var baseline: String { "the mean of the embeddings goes to the output" }
  static var hiddenHelp: String { "Width of each recurrent layer, in each direction." }
  static var dropped: String { "the embedding, between layers and before the output" }
}
