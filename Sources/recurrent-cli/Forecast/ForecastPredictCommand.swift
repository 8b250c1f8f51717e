import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent forecast predict`.
struct ForecastPredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Say how a column goes on after its last row.",
    discussion: """
      For each row of the horizon its number is printed, counted from 1 after FILE's last row, a tab, and the value in \
      the column's own units.

      EXAMPLES:
        recurrent forecast predict oil ETTh1.csv
        recurrent forecast predict oil ETTh1.csv --json
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Argument(
    help: ArgumentHelp(
      "The series: a table with the columns that the model was trained on. The default is standard input, as is -.",
      valueName: "file"))
  var file: String?

  @OptionGroup var table: NumberTableOptions
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print one line of JSON.")
  var json = false

  func run() throws {
    try kernels.withKernels { _ in
      let forecaster = try Forecaster(contentsOf: model)
      let configuration = forecaster.configuration
      let path = file ?? "-"
      let series = try Series(
        contentsOf: path, columns: configuration.allColumns, lastRows: configuration.window,
        format: table.format(of: path))
      let values = try forecaster.forecast(after: series)
      if json {
        let members: [(String, JSONValue)] = [(configuration.target, .array(values.map { .number($0) }))]
        Console.print(JSONValue.object(members).text)
      } else {
        for (step, value) in values.enumerated() { Console.print("\(step + 1)\t\(value)") }
      }
    }
  }
}
