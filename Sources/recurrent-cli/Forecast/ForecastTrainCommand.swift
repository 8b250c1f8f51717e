import ArgumentParser
import Recurrent
import RecurrentFoundation
import RecurrentReports

/// `recurrent forecast train`.
struct ForecastTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a forecaster on series of numbers.",
    discussion: """
      FILE is a table with named columns, a row for each step of time (CSV where its name ends in .csv, else TSV), or one \
      of many series, or a folder of them. The first rows are learned from, those after them validated on, and the rest \
      is left for 'evaluate'. Missing numbers and missing rows are gaps, which cost nothing; \
      so are blank lines between the rows of one column. Where no columns are named, those without numbers are left out. \
      Of a folder the files ending in .csv or .tsv are read, and all where there is none.

      Windows are drawn by chance, so many a step, for as many steps as --training-steps says; with --epochs each epoch \
      takes every window once.

      \(OutputOptions.discussion)

      EXAMPLES:
        recurrent forecast train ETTh1.csv --target OT --window 96 --horizon 24 \\
          --train-rows 8640 --valid-rows 2880 --out oil
        recurrent forecast train Hourly-train.csv --series-rows --season 24 \\
          --horizon 48 --out hourly
        recurrent forecast train shops.csv --series-column shop,item --target sales \\
          --known price,holiday --horizon 28 --out sales
        recurrent forecast train verbrauch.csv --delimiter ';' --decimal-comma \\
          --target kWh --out power
      """
  )

  @Argument(help: ArgumentHelp("The series: a table with named columns, or a folder of them.", valueName: "file"))
  var file: String

  @OptionGroup(title: "Series") var series: SeriesOptions
  @OptionGroup var output: OutputOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Rows of each series to learn from. The default is 70% of all, with --series-rows all but --valid-rows.",
      valueName: "n"))
  var trainRows: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Rows after those to validate on, 0 for none. The default is 10% of all, with --train-rows the last tenth of \
      those, with --series-rows none; and none where a tenth is less than the horizon.
      """, valueName: "n"))
  var validRows: Int?

  @Flag(help: "Make the bands as wide as the validation rows want them.")
  var calibrate = false

  @OptionGroup(title: "Network") var network: ForecasterOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Steps in all. The default is \(Forecaster.usualRecipe.trainingSteps!), fewer where there are few windows.",
      valueName: "n"))
  var trainingSteps: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Stop after so many epochs, the twentieths of all steps, in which the forecasts of the validation rows from every one \
      of them grew no better. The default is never.
      """, valueName: "n"))
  var patience: Int?

  @OptionGroup(title: "Training") var training: RecipeOptions<Forecaster>
  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print a JSON line for each epoch, and one for the whole at the end.")
  var json = false

  func validate() throws {
    try OptionRange.check((trainRows ?? 1) >= 1, "--train-rows", trainRows ?? 1, "at least 1")
    try OptionRange.check((validRows ?? 0) >= 0, "--valid-rows", validRows ?? 0, "at least 0")
    try OptionRange.check(
      (1...1_000_000_000).contains(trainingSteps ?? 1), "--training-steps", trainingSteps ?? 1, "1 to 1000000000")
    try OptionRange.check((patience ?? 1) >= 1, "--patience", patience ?? 1, "at least 1")
    try network.check(with: series)
    guard trainingSteps == nil || training.givenEpochs == nil else {
      throw ValidationError("Give --training-steps or --epochs.")
    }
  }

  /// What must be the same for a training to go on.
  private var conditions: [TrainingCondition] {
    [
      .option("train_rows", trainRows.map(String.init) ?? "70%"),
      .option("valid_rows", validRows.map(String.init) ?? "10%"),
      .option("patience", patience.map(String.init) ?? "none"),
    ]
  }

  private func recipe(_ forecaster: Forecaster, _ data: Forecaster.TrainingData) throws -> TrainingRecipe {
    var recipe = training.recipe
    guard training.givenEpochs == nil else { return recipe }
    let steps = try trainingSteps ?? forecaster.usualRecipe(for: data).trainingSteps!
    (recipe.trainingSteps, recipe.epochs) = (steps, try epochs(of: steps, usual: recipe.epochs))
    return recipe
  }

  /// Of a training that goes on they have as many steps as before.
  private func epochs(of steps: Int, usual: Int) throws -> Int {
    let saved = output.resume ? (try? Forecaster(contentsOf: output.out))?.history?.recipe : nil
    guard let saved, let least = saved.leastTrainingSteps else { return min(usual, steps) }
    guard let epochs = saved.epochs(forTrainingSteps: steps) else {
      throw ValidationError(
        "--training-steps must be a multiple of \(least) where the training in \(output.out) goes on, not \(steps): "
          + "\((steps / least + 1) * least), say.")
    }
    return epochs
  }

  func run() throws {
    try output.check(for: Forecaster.kind, reading: [file])
    var layout = series.layout(columns: network.allColumns(series))
    layout.format = series.table.format(of: file)
    layout.statics = network.staticNames
    let collection = try SeriesCollection(contentsOf: file, layout: layout)
    for note in collection.notes { Console.talk("note: \(note)") }
    guard collection.series.contains(where: { $0.rowCount > 0 }) else {
      throw ForecastError.tooShort(path: file, part: "in all", rows: 0, needed: network.horizon + 1)
    }
    let configuration = network.configuration(
      targets: try network.targets(series, of: collection),
      season: collection.series.compactMap(\.timeline).first?.frequency.usualSeason ?? 1,
      rows: collection.series.map(\.rowCount).sorted()[collection.series.count / 2],
      statics: ForecasterConfiguration.StaticColumn.columns(of: collection),
      calendar: try network.calendar(for: collection, layout))
    try OptionRange.check { try configuration.validate() }
    let data = try data(collection)
    guard patience == nil || data.validation.contains(where: { !$0.isEmpty }) else {
      throw ValidationError("--patience needs rows to validate on: give --valid-rows.")
    }
    // What only many rows tell holds for files of few.
    if let found = collection.foundTimes { layout.keep(found) }
    try kernels.withKernels(trainingOn: training.ranks) { compute in
      let forecaster = try Forecaster(configuration, scaling: data.scaling(), seed: training.seed)
      forecaster.layout = layout
      if calibrate { try requireCalibration(of: forecaster, on: data) }
      Console.talk(
        """
        series: \(counts(collection, data))
        task: \(configuration.window) rows to \(configuration.targets.joined(separator: ", ")) of \
        \(configuration.horizon)\(configuration.season > 1 ? ", season \(configuration.season)" : "")
        model: \(network.summary), \(Figures.count(forecaster.parameterCount)) parameters
        kernels: \(compute.summary)
        """)
      for words in lengthsInWords(data) + [forecaster.floorInWords].compactMap(\.self) {
        Console.talk("note: \(words)")
      }
      var session = TrainingSession(
        model: forecaster, output: output, conditions: conditions, json: json,
        next:
          "recurrent forecast \(next(data)) \(output.out.shellWord) \(file == "-" ? "FILE" : file.shellWord)"
          + series.table.arguments,
        facts: [Fact("series", file), Fact("rows", counts(collection, data))],
        sections: { _ in try sections(forecaster, data) })
      let recipe = try recipe(forecaster, data)
      try session.run(epochs: recipe.epochs) {
        let patience = patience.map { EarlyStopping(patience: $0, restoresBestWeights: false) }
        let speed = try forecaster.train(
          on: data, recipe: recipe, checkpoints: $0, callbacks: $1 + [patience].compactMap(\.self), observer: $2)
        if calibrate { try forecaster.calibrate(on: data) }
        if let words = forecaster.footingInWords { Console.talk("note: \(words)") }
        return speed
      }
    }
  }

  /// What options want to see more rows than any series has to learn from, in words.
  private func lengthsInWords(_ data: Forecaster.TrainingData) -> [String] {
    let rows = data.training.map(\.count).max() ?? 0
    func words(_ option: String, _ value: Int?, most: Int, _ reason: String) -> String? {
      guard let value, most >= 1, value > most else { return nil }
      return
        "\(option) \(value): series have at most \(rows) rows to learn from, and none \(reason): at most \(most) fit"
    }
    return [
      words("--window", network.window, most: rows - network.horizon, "has a whole window before a horizon"),
      words("--season", network.season, most: rows / 2, "shows two seasons"),
    ].compactMap(\.self)
  }

  /// What is left of some series can be measured; else there is nothing but what comes after them.
  private func next(_ data: Forecaster.TrainingData) -> String {
    let isLeft = data.series.indices.contains { place in
      let seen = max(data.training[place].upperBound, data.validation[place].upperBound)
      return data.series[place].rowCount - seen >= network.horizon
    }
    return isLeft ? "evaluate" : "predict"
  }

  /// Before hours of training, not after.
  private func requireCalibration(of forecaster: Forecaster, on data: Forecaster.TrainingData) throws {
    do {
      try forecaster.checkCalibration(on: data)
    } catch {
      var failure = Failure(error)
      failure.hint = "--calibrate needs --valid-rows of at least the horizon."
      throw failure
    }
  }

  private func sections(_ forecaster: Forecaster, _ data: Forecaster.TrainingData) throws -> [Section] {
    let rows = Dictionary(
      zip(data.series, data.validation).map { (TokenKey($0.name), $1) }, uniquingKeysWith: { first, _ in first })
    return try forecaster.sections(on: data.series) { rows[TokenKey($0.name)] ?? 0..<0 }
  }

  private func counts(_ collection: SeriesCollection, _ data: Forecaster.TrainingData) -> String {
    func sum(_ rows: [Range<Int>]) -> String { Figures.count(rows.reduce(0) { $0 + $1.count }) }
    let all = Figures.count(collection.series.reduce(0) { $0 + $1.rowCount })
    let many = collection.series.count > 1 ? "\(Figures.count(collection.series.count)) series of " : ""
    return "\(many)\(all) rows, \(sum(data.training)) to train on, \(sum(data.validation)) to validate on"
  }

  private func data(_ collection: SeriesCollection) throws -> Forecaster.TrainingData {
    let only = collection.series.count == 1 ? collection.series[0] : nil
    if let only {
      let (training, validation) = rows(of: only)
      let needed = max(training.upperBound, validation.upperBound, 1)
      guard needed <= only.rowCount else {
        throw ForecastError.tooShort(path: file, part: "in all", rows: only.rowCount, needed: needed)
      }
    }
    return Forecaster.TrainingData(collection) { series in
      let (training, validation) = rows(of: series)
      let there = 0..<series.rowCount
      return (training.clamped(to: there), validation.clamped(to: there))
    }
  }

  private func rows(of series: Series) -> (training: Range<Int>, validation: Range<Int>) {
    let count = series.rowCount
    if let trainRows, validRows == nil {
      // Rows after those would be taken from what is left to measure.
      let validated = trainRows / 10 >= 2 * network.horizon ? trainRows / 10 : 0
      return (0..<(trainRows - validated), (trainRows - validated)..<trainRows)
    }
    let trained = trainRows ?? (self.series.seriesRows ? max(0, count - (validRows ?? 0)) : count * 7 / 10)
    let tenth = count / 10 >= network.horizon ? count / 10 : 0
    let validated = validRows ?? (self.series.seriesRows ? 0 : tenth)
    return (0..<trained, trained..<(trained &+ validated))
  }
}

extension ForecasterOptions {
  /// The network in a few words.
  fileprivate var summary: String {
    (ensemble > 1 ? "\(ensemble) networks of " : "") + (layers.cell == .none ? "linear" : layers.summary)
  }
}
