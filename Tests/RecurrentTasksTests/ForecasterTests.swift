import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// A forecaster of a small series, trained for real.
@Suite struct ForecasterTests {
  private let folder = try! TemporaryFolder()
  private let recipe = TrainingRecipe(epochs: 15, batchSize: 16, learningRate: 0.01, schedule: .cosine, clip: 1)

  private func series(_ columns: [String] = ["wave"], rows: Int = 400) throws -> Series {
    try Series(contentsOf: folder.write(SampleSeries.table(rows), to: "series\(rows).csv"), columns: columns)
  }

  /// The same numbers, most of them in a file.
  private func spilled(_ series: Series) throws -> Series {
    var values = SpillingArray<Double>(memory: 100)
    for row in 0..<series.rowCount { try values.append(contentsOf: series[row..<(row + 1)]) }
    return Series(values, columns: series.columns, path: series.path)
  }

  private func trained(
    cell: Cell? = .lstm, columns: [String] = ["wave"], window: Int = 12, horizon: Int = 6, recipe: TrainingRecipe? = nil
  ) throws -> Forecaster {
    let configuration = ForecasterConfiguration(
      columns: columns, target: "wave", window: window, horizon: horizon, cell: cell, hiddenSize: 16, dropout: 0)
    let series = try series(configuration.allColumns)
    let data = Forecaster.TrainingData(series, training: 0..<250, validation: 250..<300)
    let forecaster = try Forecaster(configuration, scaling: SeriesScaling(series, rows: data.training))
    try forecaster.train(on: data, recipe: recipe ?? self.recipe)
    return forecaster
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

  @Test func theNaiveForecastsAreWhatTheySay() throws {
    let forecaster = try trained(recipe: TrainingRecipe(epochs: 1, batchSize: 64))
    let figures = try forecaster.evaluate(on: series(), rows: 300..<400, season: 12)
    let wave = try series().column(0).map { Double($0) }
    let scale = forecaster.scaling.deviations[0]
    var (last, season) = (0.0, 0.0)
    for origin in 300...394 {
      for step in 0..<6 {
        last += ((wave[origin + step] - wave[origin - 1]) / scale) * ((wave[origin + step] - wave[origin - 1]) / scale)
        season += abs(wave[origin + step] - wave[origin + step - 12]) / scale
      }
    }
    // The scaled series is in single precision.
    #expect(abs(figures.persistence.mse - last / (95 * 6)) < 1e-5)
    #expect(abs(try #require(figures.seasonalNaive).mae - season / (95 * 6)) < 1e-5)
    #expect(figures.unit == forecaster.scaling.deviations[0])
    #expect(try forecaster.evaluate(on: series(), rows: 20..<60, season: 30).seasonalNaive == nil)
  }

  @Test func theScalingKnowsNothingOfTheFuture() throws {
    let scaling = try SeriesScaling(series(["wave", "walk"]), rows: 0..<250)
    let wave = try series().column(0)[..<250]
    let mean = wave.reduce(0, +) / 250
    #expect(abs(scaling.means[0] - mean) < 1e-5)
    let longer = try Series(
      contentsOf: folder.write(SampleSeries.table(900), to: "longer.csv"), columns: ["wave", "walk"])
    #expect(try SeriesScaling(longer, rows: 0..<250) == scaling)
  }

  /// A walk cannot be foreseen, but for the column that says where it will be: what the recurrent layer reads of it.
  @Test func otherColumnsHelp() throws {
    let figures = try [["walk"], ["walk", "ahead"]].map { columns in
      let configuration = ForecasterConfiguration(
        columns: columns, target: "walk", window: 3, horizon: 1, hiddenSize: 8, dropout: 0)
      let series = try series(columns)
      let data = Forecaster.TrainingData(series, training: 0..<300)
      let forecaster = try Forecaster(configuration, scaling: SeriesScaling(series, rows: data.training))
      try forecaster.train(on: data, recipe: recipe)
      return try forecaster.evaluate(on: series)
    }
    #expect(figures[0].forecaster.mse > 0.8 * figures[0].persistence.mse)
    #expect(figures[1].forecaster.mse < 0.1 * figures[1].persistence.mse, "\(figures[1])")
  }

  /// What came 40 rows ago comes again: far for so small a memory, and plain for what is linear in the target's rows.
  @Test func theTargetsOwnRowsAreReadLinearlyToo() throws {
    let pattern = (0..<40).map { ($0 * $0 * 7 + $0 * 3) % 41 }
    let rows = (0..<400).map { "\($0 * 29 % 31),\(pattern[$0 % 40])" }
    let path = try folder.write((["noise,pattern"] + rows).joined(separator: "\n") + "\n", to: "pattern.csv")
    let configuration = ForecasterConfiguration(
      columns: ["noise", "pattern"], target: "pattern", window: 48, horizon: 6, hiddenSize: 4, dropout: 0)
    let series = try Series(contentsOf: path, columns: configuration.allColumns)
    let data = Forecaster.TrainingData(series, training: 0..<300)
    let forecaster = try Forecaster(configuration, scaling: SeriesScaling(series, rows: data.training))
    try forecaster.train(on: data, recipe: recipe)
    let figures = try forecaster.evaluate(on: series)
    #expect(figures.forecaster.mse < 0.1 * figures.persistence.mse, "\(figures)")
  }

  /// Several pieces, and the whole at once.
  @Test func aFileIsMeasuredPieceByPiece() throws {
    let forecaster = try trained(recipe: TrainingRecipe(epochs: 1, batchSize: 64))
    // More numbers than are read at once.
    let long = try series(rows: 70_000)
    for (first, count, season) in [(nil, nil, 12), (5, nil, 24), (66_000, 500, 700), (65_530, 40, 9)]
      as [(Int?, Int?, Int)]
    {
      let pieces = try forecaster.evaluate(contentsOf: long.path, first: first, count: count, season: season)
      let start = first ?? 300
      let whole = try forecaster.evaluate(on: long, rows: start..<(count.map { start + $0 } ?? 70_000), season: season)
      #expect(pieces.windows == whole.windows && pieces.unit == whole.unit)
      #expect(pieces.persistence == whole.persistence && pieces.seasonalNaive == whole.seasonalNaive)
      // Batches of other windows: sums in another order.
      #expect(abs(pieces.forecaster.mse - whole.forecaster.mse) < 1e-6 * whole.forecaster.mse)
    }
    #expect(throws: ForecastError.tooShort(path: long.path, part: "to measure", rows: 3, needed: 18)) {
      try forecaster.evaluate(contentsOf: long.path, first: 69_997)
    }
    let end = try Series(contentsOf: long.path, columns: long.columns, lastRows: 12)
    #expect(end.rowCount == 12)
    #expect(try forecaster.forecast(after: end) == forecaster.forecast(after: long))
  }

  // MARK: More than memory holds

  @Test func aSeriesInAFileIsLearnedBitForBit() throws {
    let configuration = ForecasterConfiguration(
      columns: ["walk", "ahead"], target: "wave", window: 12, horizon: 6, hiddenSize: 8)
    let series = try series(configuration.allColumns)
    let forecasters = try [series, spilled(series)].map { series in
      let data = Forecaster.TrainingData(series, training: 0..<250, validation: 250..<300)
      let forecaster = try Forecaster(configuration, scaling: SeriesScaling(series, rows: data.training))
      try forecaster.train(on: data, recipe: TrainingRecipe(epochs: 2, batchSize: 16))
      return forecaster
    }
    #expect(forecasters[0].scaling == forecasters[1].scaling)
    #expect(forecasters[0].history == forecasters[1].history)
    #expect(forecasters[0].store.values == forecasters[1].store.values)
    let (inMemory, inFile) = (
      try forecasters[0].evaluate(on: series), try forecasters[1].evaluate(on: spilled(series))
    )
    #expect(inMemory == inFile)
    #expect(try forecasters[0].forecast(after: series) == forecasters[1].forecast(after: spilled(series)))
  }

  /// Against two passes.
  @Test func theScalingIsThatOfTwoPasses() throws {
    // Far from zero, and longer than what is read at once.
    let wave: [Double] = (0..<40_000).map { 100_000 + 0.25 * Double($0 % 50) }
    let flat = [Double](repeating: 0.1, count: 40_000)
    let values = zip(wave, flat).flatMap { [$0, $1] }
    let series = Series(SpillingArray(values), columns: ["wave", "flat"], path: "")
    let scaling = try SeriesScaling(spilled(series), rows: 17..<39_000)
    let seen = wave[17..<39_000]
    let mean = seen.reduce(0, +) / Double(seen.count)
    let squares: Double = seen.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / Double(seen.count)).squareRoot()
    // 40,000 additions, each rounded.
    #expect(abs(scaling.means[0] - mean) <= 40_000 * mean.ulp)
    #expect(abs(scaling.deviations[0] - deviation) <= 40_000 * mean.ulp)
    #expect(scaling.means[1] == 0.1 && scaling.deviations[1] == 1)
  }

  /// Beyond 2^24 neighbours are one number in single precision. The level changes nothing; each window is taken from its
  /// own last value.
  @Test func aHighLevelKeepsItsDigits() throws {
    for level in [0, 16_777_216, 1e12] {
      let rows = (0..<400).map { "\(level + Double($0 % 2))\n" }.joined()
      let series = try Series(contentsOf: folder.write("x\n" + rows, to: "high.csv"), columns: ["x"])
      let scaling = try SeriesScaling(series, rows: 0..<300)
      #expect(scaling.means == [level + 0.5] && scaling.deviations == [0.5])
      let configuration = ForecasterConfiguration(columns: ["x"], target: "x", window: 8, horizon: 3, hiddenSize: 4)
      let forecaster = try Forecaster(configuration, scaling: scaling)
      try forecaster.train(
        on: Forecaster.TrainingData(series, training: 0..<300),
        recipe: TrainingRecipe(epochs: 12, batchSize: 8, learningRate: 0.02))
      let figures = try forecaster.evaluate(on: series, season: 2)
      // Of three steps two differ from the last value, by two deviations.
      #expect(figures.persistence.mse == 8.0 / 3 && figures.seasonalNaive?.mse == 0)
      #expect(figures.forecaster.mse < 0.1)
      let next = try forecaster.forecast(after: series)
      for (step, value) in next.enumerated() { #expect(abs(value - level - Double(step % 2)) < 0.3) }
    }
  }

  // MARK: Using

  @Test func aSavedForecasterSaysTheSame() throws {
    let forecaster = try trained()
    try forecaster.save(to: folder.path("model"))
    let loaded = try Forecaster(contentsOf: folder.path("model"))
    let series = try series(rows: 100)
    #expect(try loaded.forecast(after: series) == forecaster.forecast(after: series))
    #expect(loaded.firstUnseenRow == 300)
    #expect(loaded.history == forecaster.history)
    #expect(loaded.history?.item == .window)
    #expect(try ModelSummary(contentsOf: folder.path("model")).kind == "forecaster")
  }

  @Test func theForecastIsInTheSeriesOwnUnits() throws {
    let forecaster = try trained()
    let next = try forecaster.forecast(after: series(rows: 352))
    let wave = try series().column(0)
    // A tenth of the wave's height.
    for (step, value) in next.enumerated() { #expect(abs(value - wave[352 + step]) < 0.2, "step \(step)") }
  }

  @Test func theSameSeedIsTheSameModelOnAnyNumberOfThreads() throws {
    let short = TrainingRecipe(epochs: 2, batchSize: 16)
    let results = try [1, 3].map { threads in
      try withCompute(Compute(threads: threads)) { try trained(recipe: short).forecast(after: series()) }
    }
    #expect(results[0] == results[1])
  }

  // MARK: What goes wrong

  @Test func aSeriesTooShortIsNamed() throws {
    let forecaster = try trained(recipe: TrainingRecipe(epochs: 1, batchSize: 64))
    let short = try series(rows: 11)
    #expect(throws: ForecastError.tooShort(path: short.path, part: "to read", rows: 11, needed: 12)) {
      try forecaster.forecast(after: short)
    }
    #expect(throws: ForecastError.tooShort(path: short.path, part: "to measure", rows: 0, needed: 18)) {
      try forecaster.evaluate(on: short)
    }
    let data = Forecaster.TrainingData(short, training: 0..<11)
    #expect(throws: ForecastError.tooShort(path: short.path, part: "to learn from", rows: 11, needed: 18)) {
      try forecaster.train(on: data)
    }
  }

  @Test(arguments: [
    ("time,wave\n0,1\n1,x\n", 3, "wave is \"x\", no number"), ("time,wave\n0,inf\n", 2, "wave is \"inf\", no number"),
    ("time,wave\n0,1\n1\n", 3, "1 fields, expected 2 (time, wave)"),
    ("time,wave\n0,\n", 2, "wave is empty: fill the gap or leave the row out"),
    ("time,wave\n0,-1e151\n", 2, "wave is \"-1e151\", beyond 1e+150"),
  ])
  func rowsThatAreNoNumbers(text: String, line: Int, reason: String) throws {
    let path = try folder.write(text, to: "bad.csv")
    #expect(throws: TextFileError.malformed(path: path, line: line, reason: reason)) {
      try Series(contentsOf: path, columns: ["wave"])
    }
  }

  @Test func aColumnThatNeverChangesIsNoDivisionByZero() throws {
    let path = try folder.write("v\n" + String(repeating: "3\n", count: 60), to: "flat.csv")
    let series = try Series(contentsOf: path, columns: ["v"])
    let configuration = ForecasterConfiguration(columns: ["v"], target: "v", window: 4, horizon: 2, hiddenSize: 4)
    let forecaster = try Forecaster(configuration, scaling: SeriesScaling(series, rows: 0..<40))
    try forecaster.train(
      on: Forecaster.TrainingData(series, training: 0..<40), recipe: TrainingRecipe(epochs: 2, batchSize: 8))
    #expect(try forecaster.evaluate(on: series).persistence.mse == 0)
    #expect(try forecaster.forecast(after: series).allSatisfy { $0.isFinite })
  }

  @Test func aConfigurationThatContradictsItselfIsNamed() throws {
    let series = try series()
    let scaling = try SeriesScaling(series, rows: 0..<100)
    for (setting, configuration) in [
      ("columns", ForecasterConfiguration(columns: [], target: "wave")),
      ("columns", ForecasterConfiguration(columns: ["wave", "wave"], target: "wave")),
      ("window", ForecasterConfiguration(columns: ["wave"], target: "wave", window: 0)),
      ("horizon", ForecasterConfiguration(columns: ["wave"], target: "wave", horizon: 0)),
      ("scaling.means", ForecasterConfiguration(columns: ["wave", "walk"], target: "wave")),
    ] {
      let error = #expect(throws: ConfigurationError.self) { try Forecaster(configuration, scaling: scaling) }
      #expect(error?.setting == setting)
    }
  }
}

extension Series {
  /// A column's values in order.
  fileprivate func column(_ index: Int) -> [Double] {
    let values = self[0..<rowCount]
    return stride(from: index, to: values.count, by: columns.count).map { values[$0] }
  }
}
