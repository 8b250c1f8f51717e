import ArgumentParser
import Recurrent

/// The options of `recurrent translate train` that describe the network.
struct TranslatorOptions: ParsableArguments {
  @Option(help: "What a source is cut into.")
  var sourceUnit = UnitName.char

  @Option(help: "What a target is cut into.")
  var targetUnit = UnitName.char

  @OptionGroup var normalization: NormalizationOption

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
  var maxLength = TranslatorConfiguration.usual.maximumLength

  @Option(help: "How the decoder compares its state with the encoder's (Luong et al. 2015, Bahdanau et al. 2015).")
  var attention = TranslatorConfiguration.usual.attention

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of the embeddings.", valueName: "n"))
  var embedding = TranslatorConfiguration.usual.embeddingSize

  @OptionGroup var layers: LayerOptions<TranslatorConfiguration>

  var configuration: TranslatorConfiguration {
    var configuration = layers.configuration
    configuration.embeddingSize = embedding
    configuration.attention = attention
    configuration.reversesSource = reverseSource
    configuration.maximumLength = maxLength
    return configuration
  }

  /// What says how the texts are read.
  var conditions: [TrainingCondition] {
    [
      .option("source_unit", sourceUnit.rawValue), .option("target_unit", targetUnit.rawValue),
      .option("vocabulary", vocabulary.map(String.init) ?? "all"),
    ] + normalization.conditions
  }

  func validate() throws {
    try OptionRange.check { try configuration.validate() }
    try sourceUnit.check(vocabulary: vocabulary)
    try targetUnit.check(vocabulary: vocabulary)
  }
}

extension TranslatorConfiguration: LayeredConfiguration {
  static let usual = TranslatorConfiguration()
  static var baseline: String { "dense layers and attention, which see units with their places" }
  static var hiddenHelp: String { "Width of the decoder's layers; both directions of the encoder together." }
  static var dropped: String { "the embeddings and of each layer's output" }
}

extension Attention.Score: ExpressibleByArgument {}
