import ArgumentParser
import Recurrent
import RecurrentFoundation
import RecurrentReports

/// `recurrent forecast train`.
struct ForecastTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a forecaster on columns of numbers.",
    discussion: """
      FILE is a table with named columns, a row for each step of time (CSV where its name ends in .csv, else TSV). The \
      first rows are learned from, those after them validated on, and the rest is left for 'evaluate'. The columns are \
      scaled to mean 0 and deviation 1 over the rows learned from.

      \(OutputOptions.discussion)

      EXAMPLES:
        recurrent forecast train ETTh1.csv --target OT --window 96 --horizon 24 \\
          --train-rows 8640 --valid-rows 2880 --out oil
        recurrent forecast train verbrauch.csv --delimiter ';' --decimal-comma --target kWh --out power
        recurrent forecast train ETTh1.csv --target OT --columns OT,HUFL,HULL --out oil
        recurrent forecast train ETTh1.csv --target OT --cell none --out baseline
      """
  )

  @Argument(help: ArgumentHelp("The series: a table with named columns.", valueName: "file"))
  var file: String

  @OptionGroup var table: NumberTableOptions
  @OptionGroup var output: OutputOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Rows to learn from. The default is 70% of all.", valueName: "n"))
  var trainRows: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Rows after those to validate on, 0 for none. The default is 10% of all.", valueName: "n"))
  var validRows: Int?

  @OptionGroup(title: "Network") var network: ForecasterOptions
  @OptionGroup(title: "Training") var training: RecipeOptions<Forecaster>
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print a JSON line for each epoch, and one for the whole at the end.")
  var json = false

  func validate() throws {
    try OptionRange.check((trainRows ?? 1) >= 1, "--train-rows", trainRows ?? 1, "at least 1")
    try OptionRange.check((validRows ?? 0) >= 0, "--valid-rows", validRows ?? 0, "at least 0")
  }

  /// What must be the same for a training to go on.
  private var conditions: [TrainingCondition] {
    [
      .option("train_rows", trainRows.map(String.init) ?? "70%"),
      .option("valid_rows", validRows.map(String.init) ?? "10%"),
    ]
  }

  func run() throws {
    try output.check(for: Forecaster.kind, reading: [file])
    let configuration = network.configuration
    let series = try Series(contentsOf: file, columns: configuration.allColumns, format: table.format(of: file))
    let data = try data(series)
    try kernels.withKernels(trainingOn: training.ranks) { compute in
      let forecaster = try Forecaster(
        configuration, scaling: SeriesScaling(series, rows: data.training), seed: training.seed)
      Console.talk(
        """
        series: \(Figures.count(series.rowCount)) rows, \(Figures.count(data.training.count)) to train on, \
        \(Figures.count(data.validation.count)) to validate on
        task: \(configuration.columns.joined(separator: ", ")) of \(configuration.window) rows to \
        \(configuration.target) of \(configuration.horizon)
        model: \(network.summary), \(Figures.count(forecaster.parameterCount)) parameters
        kernels: \(compute.summary)
        """)
      var session = TrainingSession(
        model: forecaster, output: output, conditions: conditions, json: json,
        next: "recurrent forecast evaluate \(output.out) \(file)\(table.arguments)",
        facts: [
          Fact("series", file), Fact("rows", series.rowCount), Fact("rows to train on", data.training.count),
          Fact("rows to validate on", data.validation.count),
        ],
        sections: { _ in try forecaster.sections(on: series, rows: data.validation) })
      try session.run(epochs: training.epochs) {
        try forecaster.train(on: data, recipe: training.recipe, checkpoints: $0, callbacks: $1, observer: $2)
      }
    }
  }

  private func data(_ series: Series) throws -> Forecaster.TrainingData {
    let trained = trainRows ?? series.rowCount * 7 / 10
    let validated = validRows ?? series.rowCount / 10
    guard trained <= series.rowCount, validated <= series.rowCount - trained, trained > 0 else {
      throw ForecastError.tooShort(
        path: file, part: "in all", rows: series.rowCount, needed: max(1, trained) &+ validated)
    }
    return Forecaster.TrainingData(series, training: 0..<trained, validation: trained..<(trained + validated))
  }
}

extension ForecasterOptions {
  /// The network in a few words.
  fileprivate var summary: String {
    layers.cell == .none ? "linear" : layers.summary
  }
}
