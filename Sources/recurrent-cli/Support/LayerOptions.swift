import ArgumentParser
import Recurrent

/// A configuration of which ``LayerOptions`` are a part.
protocol LayeredConfiguration {
  var cell: Cell? { get set }
  var hiddenSize: Int { get set }
  var layers: Int { get set }
  var dropout: Float { get set }

  /// What there is where nobody says.
  static var usual: Self { get }
  /// What `--cell none` is.
  static var baseline: String { get }
  /// What `--hidden` is the width of.
  static var hiddenHelp: String { get }
  /// What `--dropout` drops while training.
  static var dropped: String { get }
}

extension LayeredConfiguration {
  static var hiddenHelp: String { "Width of each layer." }
  static var dropped: String { "the embedding and of each layer's output" }
}

/// The options that describe the layers of any task's network.
struct LayerOptions<Configuration: LayeredConfiguration>: ParsableArguments {
  @Option(help: "The recurrent cell; none, as a baseline: \(Configuration.baseline).")
  var cell = CellName.lstm

  @Option(parsing: .unconditional, help: ArgumentHelp("\(Configuration.hiddenHelp)", valueName: "n"))
  var hidden = Configuration.usual.hiddenSize

  @Option(parsing: .unconditional, help: ArgumentHelp("Number of layers, each reading the one before.", valueName: "n"))
  var layers = Configuration.usual.layers

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Dropout of \(Configuration.dropped), while training.", valueName: "p"))
  var dropout = Configuration.usual.dropout

  /// The usual configuration with these layers.
  var configuration: Configuration {
    var configuration = Configuration.usual
    configuration.cell = cell.cell
    configuration.hiddenSize = hidden
    configuration.layers = layers
    configuration.dropout = dropout
    return configuration
  }

  /// The layers in a few words: `2 x 128 lstm`.
  var summary: String { "\(layers) x \(hidden) \(cell == .none ? "dense" : cell.rawValue)" }
}
