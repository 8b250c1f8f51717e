import ArgumentParser
import Recurrent

/// The options of `recurrent forecast train` that describe the network.
struct ForecasterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The column to forecast.", valueName: "name"))
  var target: String

  @Option(
    help: ArgumentHelp(
      "The columns to read, between commas. The default is the target alone.", valueName: "names"))
  var columns: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Rows read.", valueName: "n"))
  var window = ForecasterConfiguration.usual.window

  @Option(parsing: .unconditional, help: ArgumentHelp("Rows forecast.", valueName: "n"))
  var horizon = ForecasterConfiguration.usual.horizon

  @OptionGroup var layers: LayerOptions<ForecasterConfiguration>

  var configuration: ForecasterConfiguration {
    var configuration = layers.configuration
    configuration.columns = columns.map { $0.split(separator: ",").map(String.init) } ?? [target]
    configuration.target = target
    configuration.window = window
    configuration.horizon = horizon
    return configuration
  }

  func validate() throws {
    try OptionRange.check { try configuration.validate() }
  }
}

extension ForecasterConfiguration: LayeredConfiguration {
  static let usual = ForecasterConfiguration(columns: ["value"], target: "value")
  static var baseline: String { "the forecast is linear in what is read" }
  static var dropped: String { "each layer's output" }
}
