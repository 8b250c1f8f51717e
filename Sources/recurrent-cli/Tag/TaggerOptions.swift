import ArgumentParser
import RecurrentTasks

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

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Words seen less often are known by their spelling alone.", valueName: "n"))
  var minCount = 2

  @Option(help: "The recurrent cell.")
  var cell = CellName.lstm

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of a word's embedding.", valueName: "n"))
  var embedding = Self.usual.embeddingSize

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of a character's embedding.", valueName: "n"))
  var charEmbedding = Self.usual.characterEmbeddingSize

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Width of the recurrent layer over a word's characters, in each direction.", valueName: "n"))
  var charHidden = Self.usual.characterHiddenSize

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Width of each recurrent layer over the sentence, in each direction.", valueName: "n"))
  var hidden = Self.usual.hiddenSize

  @Option(parsing: .unconditional, help: ArgumentHelp("Number of recurrent layers over the sentence.", valueName: "n"))
  var layers = Self.usual.layers

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Dropout of each word's numbers and of each layer's output while training.", valueName: "p"))
  var dropout = Self.usual.dropout

  private static let usual = TaggerConfiguration()

  var configuration: TaggerConfiguration {
    TaggerConfiguration(
      cell: cell.cell, embeddingSize: embedding, characterEmbeddingSize: charEmbedding,
      characterHiddenSize: charHidden, hiddenSize: hidden, layers: layers, dropout: dropout)
  }

  func validate() throws {
    try OptionRange.check(minCount >= 1, "--min-count", minCount, "at least 1")
    try OptionRange.check { try configuration.validate() }
  }
}
