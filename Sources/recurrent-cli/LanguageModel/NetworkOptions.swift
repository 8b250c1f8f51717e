import ArgumentParser
import Recurrent

/// The options of `recurrent lm train` that describe the network.
struct NetworkOptions: ParsableArguments {
  @Option(
    help: """
      What a token is. Words are split at white space, but not at no-break spaces, and each line end is the token <eos>, as in the Penn \
      Treebank's files; jamo are the letters of Hangul; bpe are byte pairs, learnt from the text.
      """)
  var unit = UnitName.char

  @OptionGroup var normalization: NormalizationOption

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "At most so many different tokens. The default is all of them, for bpe \(TextCodecFitter.usualBytePairCount).",
      valueName: "n"))
  var vocabulary: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of the embedding.", valueName: "n"))
  var embedding = LanguageModelConfiguration.usual.embeddingSize

  @OptionGroup var layers: LayerOptions<LanguageModelConfiguration>

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw every weight uniformly from -x to x. The default is PyTorch's initialisation.", valueName: "x"))
  var initRange: Float?

  @Flag(help: "Use the embedding as the output layer's weight too. Needs --embedding equal to --hidden.")
  var tieWeights = false

  var configuration: LanguageModelConfiguration {
    var configuration = layers.configuration
    configuration.embeddingSize = embedding
    configuration.initialRange = initRange
    configuration.tiesWeights = tieWeights
    return configuration
  }

  /// What says how the text is read.
  var conditions: [TrainingCondition] {
    [.option("unit", unit.rawValue), .option("vocabulary", vocabulary.map(String.init) ?? "all")]
      + normalization.conditions
  }

  func validate() throws {
    try OptionRange.check { try configuration.validate() }
    try unit.check(vocabulary: vocabulary)
  }
}

extension LanguageModelConfiguration: LayeredConfiguration {
  static let usual = LanguageModelConfiguration()
  static var baseline: String { "dense layers, which see the last token alone" }
  static var dropped: String { "the embedding and of each layer's output, never of the state (Zaremba et al. 2014)" }
}
