import ArgumentParser
import RecurrentTasks

/// The options of `recurrent forecast train` that describe the network.
struct ForecasterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The column to forecast.", valueName: "name"))
  var target: String

  @Option(
    help: ArgumentHelp(
      "The columns to read, between commas. The default is the target alone.", valueName: "names"))
  var columns: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Rows read.", valueName: "n"))
  var window = 96

  @Option(parsing: .unconditional, help: ArgumentHelp("Rows forecast.", valueName: "n"))
  var horizon = 24

  @Option(help: "The recurrent cell; none: the forecast is linear in what is read, as a baseline.")
  var cell = CellOrNone.lstm

  @Option(parsing: .unconditional, help: ArgumentHelp("Width of each recurrent layer.", valueName: "n"))
  var hidden = Self.usual.hiddenSize

  @Option(parsing: .unconditional, help: ArgumentHelp("Number of recurrent layers.", valueName: "n"))
  var layers = Self.usual.layers

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Dropout between layers and before the output, while training.", valueName: "p"))
  var dropout = Self.usual.dropout

  private static let usual = ForecasterConfiguration(columns: ["value"], target: "value")

  var configuration: ForecasterConfiguration {
    ForecasterConfiguration(
      columns: columns.map { $0.split(separator: ",").map(String.init) } ?? [target], target: target, window: window,
      horizon: horizon, cell: cell.cell, hiddenSize: hidden, layers: layers, dropout: dropout)
  }

  func validate() throws {
    try OptionRange.check { try configuration.validate() }
  }
}
