import ArgumentParser
import Recurrent

/// The options of `recurrent tag train` that describe the network.
struct TaggerOptions: ParsableArguments {
  /// What a word's spelling is cut into.
  enum Spelling: String, ExpressibleByArgument, CaseIterable {
    case char, jamo

    var kind: UnitKind {
      switch self {
      case .char: .character
      case .jamo: .jamo
      }
    }
  }

  @Option(help: "What a word's spelling is read as: its characters, or with the letters of Hangul apart (for Korean).")
  var unit = Spelling.char

  @OptionGroup var normalization: NormalizationOption

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Words seen less often are known by their spelling alone.", valueName: "n"))
  var minCount = 2

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of a word's embedding.", valueName: "n"))
  var embedding = TaggerConfiguration.usual.embeddingSize

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of a character's embedding.", valueName: "n"))
  var charEmbedding = TaggerConfiguration.usual.characterEmbeddingSize

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Width of the recurrent layer over a word's characters, in each direction.", valueName: "n"))
  var charHidden = TaggerConfiguration.usual.characterHiddenSize

  @OptionGroup var layers: LayerOptions<TaggerConfiguration>

  var configuration: TaggerConfiguration {
    var configuration = layers.configuration
    configuration.embeddingSize = embedding
    configuration.characterEmbeddingSize = charEmbedding
    configuration.characterHiddenSize = charHidden
    return configuration
  }

  /// What says how the treebank is read.
  var conditions: [TrainingCondition] {
    [.option("unit", unit.rawValue), .option("min_count", minCount)] + normalization.conditions
  }

  func validate() throws {
    try OptionRange.check(minCount >= 1, "--min-count", minCount, "at least 1")
    try OptionRange.check { try configuration.validate() }
  }
}

extension TaggerConfiguration: LayeredConfiguration {
  static let usual = TaggerConfiguration()
  static var baseline: String { "dense layers, which see each word by itself" }
  static var hiddenHelp: String { "Width of each layer over the sentence, in each direction." }
  static var dropped: String { "each word's numbers and of each layer's output" }
}
