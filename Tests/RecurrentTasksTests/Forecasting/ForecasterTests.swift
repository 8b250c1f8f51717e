import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// A forecaster of a small series, trained for real.
@Suite struct ForecasterTests {
  let folder = try! TemporaryFolder()
  let recipe = TrainingRecipe(
    epochs: 4, trainingSteps: 200, batchSize: 16, learningRate: 0.01, schedule: .cosine, clip: 1, averaging: 0.9)

  func series(_ columns: [String] = ["wave"], rows: Int = 400) throws -> Series {
    try Series(contentsOf: folder.write(SampleSeries.table(rows), to: "series\(rows).csv"), columns: columns)
  }

  /// The same numbers, most of them in a file.
  func spilled(_ series: Series) throws -> Series {
    var values = SpillingArray<Double>(memory: 100)
    for row in 0..<series.rowCount { try values.append(contentsOf: series[row..<(row + 1)]) }
    return Series(values, columns: series.columns, path: series.path)
  }

  func trained(
    cell: Cell? = .lstm, columns: [String] = [], window: Int = 12, horizon: Int = 6, ensemble: Int = 1,
    recipe: TrainingRecipe? = nil
  ) throws -> Forecaster {
    let configuration = ForecasterConfiguration(
      targets: ["wave"], columns: columns, window: window, horizon: horizon, cell: cell, hiddenSize: 16, dropout: 0,
      ensemble: ensemble)
    let series = try series(configuration.allColumns)
    let data = Forecaster.TrainingData(series, training: 0..<250, validation: 250..<300)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    try forecaster.train(on: data, recipe: recipe ?? self.recipe)
    return forecaster
  }

  /// Learned from the first rows, measured on the others.
  func measured(
    _ configuration: ForecasterConfiguration, _ series: Series, rows: Int = 300, steps: Int = 200
  ) throws -> ForecastFigures {
    let data = Forecaster.TrainingData(series, training: 0..<rows)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    var recipe = recipe
    recipe.trainingSteps = steps
    try forecaster.train(on: data, recipe: recipe)
    return try forecaster.evaluate(on: series)
  }

  // MARK: Learning

  @Test(arguments: [Cell.lstm, .gruResetAfter, .rnn, nil])
  func itIsCloserThanTheNaiveForecasts(cell: Cell?) throws {
    let forecaster = try trained(cell: cell)
    let figures = try forecaster.evaluate(on: series(), season: 12)
    // 100 rows, 6 of them at a time.
    #expect(figures.windows == 95)
    #expect(figures.forecaster.mse < 0.1 * figures.persistence.mse, "\(figures)")
    let seasonal = try #require(figures.seasonalNaive)
    #expect(seasonal.mse < 0.1 * figures.persistence.mse)
    #expect(figures.forecaster.mae < figures.persistence.mae)
  }

  @Test func epochsTakeEveryWindowOnce() throws {
    let forecaster = try trained(
      ensemble: 2, recipe: TrainingRecipe(epochs: 6, batchSize: 16, learningRate: 0.01, schedule: .cosine, clip: 1))
    #expect(forecaster.history?.epochs.count == 6)
    // Half a window at least lies before.
    #expect(forecaster.history?.trainingCount == 250 - 12 - 6 + 1)
    let figures = try forecaster.evaluate(on: series())
    #expect(figures.forecaster.mse < 0.2 * figures.persistence.mse, "\(figures)")
  }

  @Test func theNaiveForecastsAreWhatTheySay() throws {
    let forecaster = try trained(recipe: TrainingRecipe(epochs: 1, batchSize: 64))
    let figures = try forecaster.evaluate(on: series(), rows: 300..<400, season: 12)
    let wave = try series().column(0, rows: 0..<400)
    let scale = forecaster.scaling.deviations[0]
    var (last, season) = (0.0, 0.0)
    for origin in 300...394 {
      for step in 0..<6 {
        let difference = (wave[origin + step] - wave[origin - 1]) / scale
        last += difference * difference
        season += abs(wave[origin + step] - wave[origin + step - 12]) / scale
      }
    }
    // 570 additions, each rounded.
    #expect(abs(figures.persistence.mse - last / (95 * 6)) < 1e-12)
    #expect(abs(try #require(figures.seasonalNaive).mae - season / (95 * 6)) < 1e-12)
    #expect(figures.unit == forecaster.scaling.deviations[0])
    #expect(try forecaster.evaluate(on: series(), rows: 20..<60, season: 30).seasonalNaive == nil)
  }

  /// Of noise without memory, a band of 90 of a hundred values holds about so many.
  @Test func bandsHoldWhatTheySay() throws {
    var generator = RandomGenerator(seed: 5)
    let series = try Series((0..<3000).map { _ in [generator.nextNormal()] }, columns: ["noise"])
    let configuration = ForecasterConfiguration(
      targets: ["noise"], window: 12, horizon: 4, hiddenSize: 8, levels: [0.01, 0.99])
    let data = Forecaster.TrainingData(series, training: 0..<1500, validation: 1500..<2000)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    try forecaster.train(on: data, recipe: recipe)
    let figures = try forecaster.evaluate(on: series, bands: [0.5, 0.98])
    // 4000 values, overlapping, and a network that has seen 1500.
    #expect(abs(figures.bands.coverage - 0.9) < 0.04, "\(figures.bands)")
    #expect(figures.bands.others.map(\.level) == [0.5, 0.98])
    #expect(abs(figures.bands.others[0].coverage - 0.5) < 0.06, "\(figures.bands)")
    let forecast = try forecaster.forecast(after: series)[0]
    for step in forecast.quantiles { #expect(step == step.sorted() && step.count == 11) }
    let (low, high) = (forecast[0.01][0], forecast[0.025][0])
    #expect(abs(forecast[0.0175][0] - (low + high) / 2) <= 4 * abs(low).ulp)
    // Calibrated, the validation rows are held as they are to be.
    forecaster.calibration = .init(lower: 0.3, upper: 0.3)
    #expect(try forecaster.evaluate(on: series).bands.coverage < 0.6)
    try forecaster.calibrate(on: data)
    #expect(abs(try forecaster.evaluate(on: series, rows: 1500..<2000).bands.coverage - 0.9) < 0.01)
  }

  /// Beyond the outermost quantile learned nothing is known, whoever asks.
  @Test func quantilesThatWereNotLearnedAreRefused() throws {
    let (forecaster, series) = (try trained(recipe: TrainingRecipe(epochs: 1, batchSize: 64)), try series())
    for level in [0.001, 0.999] {
      let unknown = ForecastError.unknownQuantiles([level], learned: 0.025...0.975)
      #expect(throws: unknown) { try forecaster.forecast(after: series, levels: [0.1, level]) }
      #expect("\(unknown)".contains("0.025 to 0.975") && "\(unknown)".contains("--quantiles \(level)"))
    }
    let both = ForecastError.unknownQuantiles([0.001, 0.999], learned: 0.025...0.975)
    #expect(throws: both) { try forecaster.evaluate(on: series, bands: [0.998]) }
    #expect(throws: both) { try forecaster.surprises(in: series, band: 0.998) }
    #expect(try forecaster.evaluate(on: series, bands: [0.95]).bands.others.count == 1)
    let usual = try forecaster.forecast(after: series)[0]
    let next = try forecaster.forecast(after: series, levels: [0.03])[0]
    #expect(next.levels.count == 10 && next.values == usual.values)
    #expect(zip(next[0.03], usual[0.03]).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test func theScalingKnowsNothingOfTheFuture() throws {
    let scaling = try SeriesScaling(series(["wave", "walk"]), rows: 0..<250)
    let wave = try series().column(0, rows: 0..<250)
    let mean = wave.reduce(0, +) / 250
    #expect(abs(scaling.means[0] - mean) < 1e-5)
    let longer = try Series(
      contentsOf: folder.write(SampleSeries.table(900), to: "longer.csv"), columns: ["wave", "walk"])
    #expect(try SeriesScaling(longer, rows: 0..<250) == scaling)
  }

  /// A walk cannot be foreseen, but for the column that says where it will be: up to the last row, or ahead.
  @Test func otherColumnsHelp() throws {
    let series = try series(["walk", "ahead"])
    let alone = try Series(contentsOf: series.path, columns: ["walk"])
    func configuration(_ columns: [String], known: [String] = [], horizon: Int = 1) -> ForecasterConfiguration {
      ForecasterConfiguration(
        targets: ["walk"], columns: columns, known: known, window: 3, horizon: horizon, hiddenSize: 16, dropout: 0)
    }
    let without = try measured(configuration([]), alone)
    let past = try measured(configuration(["ahead"]), series, steps: 1000)
    let ahead = try measured(configuration([], known: ["ahead"], horizon: 3), series, steps: 1000)
    let blind = try measured(configuration([], horizon: 3), alone)
    #expect(without.forecaster.mse > 0.8 * without.persistence.mse)
    #expect(past.forecaster.mse < 0.3 * past.persistence.mse, "\(past.forecaster)")
    #expect(ahead.forecaster.mse < 0.5 * blind.forecaster.mse, "\(ahead.forecaster) \(blind.forecaster)")
  }

  /// Rows of what is known ahead follow the last one of the target.
  @Test func whatIsKnownAheadIsGivenWithGaps() throws {
    let configuration = ForecasterConfiguration(
      targets: ["sales"], known: ["price"], window: 6, horizon: 2, hiddenSize: 4)
    let rows = (0..<60).map { [Double($0 % 5), Double($0 % 3)] }
    let whole = try Series(rows, columns: ["sales", "price"])
    let forecaster = try Forecaster(configuration, scaling: SeriesScaling(whole, rows: 0..<60))
    let cut = try Series(rows[..<50] + rows[50..<52].map { [.nan, $0[1]] }, columns: ["sales", "price"])
    let dearer = try Series(rows[..<50] + rows[50..<52].map { [.nan, $0[1] + 9] }, columns: ["sales", "price"])
    #expect(try forecaster.forecast(after: cut)[0].values.count == 2)
    #expect(try forecaster.forecast(after: cut) != forecaster.forecast(after: dearer))
    #expect(
      throws: ForecastError.endsEarly(path: "series", name: "series", columns: ["price"], rows: 0, needed: 2)
    ) { try forecaster.forecast(after: whole) }
    let hole = try Series(
      rows[..<50] + [[.nan, 1], [.nan, .nan]], columns: ["sales", "price"])
    #expect(throws: ForecastError.missingAhead(path: "series", name: "series", column: "price", row: 51)) {
      try forecaster.forecast(after: hole)
    }
    #expect(throws: ForecastError.knownAhead(columns: ["price"])) {
      try ForecastStream(forecaster, after: whole)
    }
  }

  /// What came 40 rows ago comes again: far for so small a memory, and plain for what is linear in the target's rows.
  @Test func theTargetsOwnRowsAreReadLinearlyToo() throws {
    let pattern = (0..<40).map { ($0 * $0 * 7 + $0 * 3) % 41 }
    let series = try Series((0..<400).map { [Double(pattern[$0 % 40])] }, columns: ["pattern"])
    let configuration = ForecasterConfiguration(
      targets: ["pattern"], window: 48, horizon: 6, season: 40, hiddenSize: 4, dropout: 0)
    let figures = try measured(configuration, series)
    #expect(figures.forecaster.mse < 0.1 * figures.persistence.mse, "\(figures)")
  }

  // MARK: Using

  @Test func aSavedForecasterSaysTheSame() throws {
    let forecaster = try trained(ensemble: 2)
    forecaster.layout = SeriesLayout(.long(seriesColumns: ["shop", "item"]))
    forecaster.calibration = .init(lower: 1.5, upper: 0.5)
    try forecaster.save(to: folder.path("model"))
    let loaded = try Forecaster(contentsOf: folder.path("model"))
    let series = try series(rows: 100)
    #expect(try loaded.forecast(after: series) == forecaster.forecast(after: series))
    #expect(loaded.firstUnseenRow == 300)
    #expect(loaded.history == forecaster.history)
    #expect(loaded.history?.item == .window)
    #expect(loaded.layout?.arrangement == .long(seriesColumns: ["shop", "item"]) && loaded.layout?.columns == ["wave"])
    #expect(try ModelSummary(contentsOf: folder.path("model")).kind == "forecaster")
  }

  @Test func theForecastIsInTheSeriesOwnUnits() throws {
    let forecaster = try trained()
    let next = try forecaster.forecast(after: series(rows: 352))[0].values
    let wave = try series().column(0, rows: 0..<400)
    // A tenth of the wave's height.
    for (step, value) in next.enumerated() { #expect(abs(value - wave[352 + step]) < 0.2, "step \(step)") }
  }

  /// Row by row the same as after the whole series.
  @Test func aStreamGoesOn() throws {
    let forecaster = try trained()
    let series = try series()
    var stream = try ForecastStream(forecaster, after: Series([series[0..<1]], columns: ["wave"]))
    for row in 1..<40 {
      let next = try stream.append(series[row..<(row + 1)])
      let seen = try Series((0...row).map { series[$0..<($0 + 1)] }, columns: ["wave"])
      #expect(try next[0].quantiles == forecaster.forecast(after: seen)[0].quantiles)
    }
    #expect(throws: ForecastError.ragged(path: "stream", row: 0, numbers: 2, columns: 1)) { try stream.append([1, 2]) }
  }

  @Test func theSameSeedIsTheSameModelOnAnyNumberOfThreads() throws {
    let short = TrainingRecipe(epochs: 2, trainingSteps: 20, batchSize: 16)
    let results = try [1, 3].map { threads in
      try withCompute(Compute(threads: threads)) { try trained(ensemble: 2, recipe: short).forecast(after: series()) }
    }
    #expect(results[0] == results[1])
  }

  // MARK: What goes wrong

  @Test func aSeriesTooShortIsNamed() throws {
    let forecaster = try trained(recipe: TrainingRecipe(epochs: 1, batchSize: 64))
    let short = try series(rows: 6)
    #expect(throws: ForecastError.tooShort(path: short.path, part: "to measure", rows: 0, needed: 6)) {
      try forecaster.evaluate(on: short)
    }
    let data = Forecaster.TrainingData(short, training: 0..<6)
    #expect(throws: ForecastError.tooShort(path: short.path, part: "to learn from", rows: 6, needed: 7)) {
      try forecaster.train(on: data)
    }
  }

  @Test func aColumnThatNeverChangesIsNoDivisionByZero() throws {
    let series = try Series([[Double]](repeating: [3], count: 60), columns: ["v"])
    let configuration = ForecasterConfiguration(targets: ["v"], window: 4, horizon: 2, hiddenSize: 4)
    let forecaster = try Forecaster(configuration, scaling: SeriesScaling(series, rows: 0..<40))
    try forecaster.train(
      on: Forecaster.TrainingData(series, training: 0..<40), recipe: TrainingRecipe(epochs: 2, batchSize: 8))
    #expect(try forecaster.evaluate(on: series).persistence.mse == 0)
    #expect(try forecaster.forecast(after: series)[0].values == [3, 3])
  }

  @Test func aConfigurationThatContradictsItselfIsNamed() throws {
    let series = try series()
    let scaling = try SeriesScaling(series, rows: 0..<100)
    for (setting, configuration) in [
      ("targets", ForecasterConfiguration(targets: [])),
      ("columns", ForecasterConfiguration(targets: ["wave"], columns: ["wave"])),
      ("window", ForecasterConfiguration(targets: ["wave"], window: 0)),
      ("horizon", ForecasterConfiguration(targets: ["wave"], horizon: 0)),
      ("ensemble", ForecasterConfiguration(targets: ["wave"], ensemble: 0)),
      ("quantiles", ForecasterConfiguration(targets: ["wave"], levels: [1])),
      ("scaling.means", ForecasterConfiguration(targets: ["wave"], columns: ["walk"])),
    ] {
      let error = #expect(throws: ConfigurationError.self) { try Forecaster(configuration, scaling: scaling) }
      #expect(error?.setting == setting)
    }
  }
}
