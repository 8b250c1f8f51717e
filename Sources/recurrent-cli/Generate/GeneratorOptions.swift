import ArgumentParser
import Recurrent

/// The options of `recurrent generate train` that describe the network.
struct GeneratorOptions: ParsableArguments {
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

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of the units' embedding.", valueName: "n"))
  var embedding = GeneratorConfiguration.usual.embeddingSize

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Width of the label's embedding, which every step is told.", valueName: "n"))
  var condition = GeneratorConfiguration.usual.conditionSize

  @OptionGroup var layers: LayerOptions<GeneratorConfiguration>

  var configuration: GeneratorConfiguration {
    var configuration = layers.configuration
    configuration.embeddingSize = embedding
    configuration.conditionSize = condition
    return configuration
  }

  /// What says how the texts are read.
  var conditions: [TrainingCondition] {
    [.option("unit", unit.rawValue), .option("vocabulary", vocabulary.map(String.init) ?? "all")]
      + normalization.conditions
  }

  func validate() throws {
    try unit.check(vocabulary: vocabulary)
    try OptionRange.check { try configuration.validate() }
  }
}

extension GeneratorConfiguration: LayeredConfiguration {
  static let usual = GeneratorConfiguration()
  static var baseline: String { "dense layers, which see the label and the last unit alone" }
}
