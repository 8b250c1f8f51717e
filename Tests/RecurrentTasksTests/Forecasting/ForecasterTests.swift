import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// A forecaster of a small series, trained for real.
@Suite struct ForecasterTests {
  private let folder = try! TemporaryFolder()
  private let recipe = TrainingRecipe(
    epochs: 4, trainingSteps: 200, batchSize: 16, learningRate: 0.01, schedule: .cosine, clip: 1, averaging: 0.9)

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
  private func measured(
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
      targets: ["noise"], window: 12, horizon: 4, hiddenSize: 8, levels: [0.01])
    let data = Forecaster.TrainingData(series, training: 0..<1500, validation: 1500..<2000)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    try forecaster.train(on: data, recipe: recipe)
    let figures = try forecaster.evaluate(on: series, bands: [0.5, 0.98])
    // 4000 values, overlapping, and a network that has seen 1500.
    #expect(abs(figures.bands.coverage - 0.9) < 0.04, "\(figures.bands)")
    #expect(figures.bands.others.map(\.level) == [0.5, 0.98])
    #expect(abs(figures.bands.others[0].coverage - 0.5) < 0.06, "\(figures.bands)")
    let forecast = try forecaster.forecast(after: series)[0]
    for step in forecast.quantiles { #expect(step == step.sorted() && step.count == 10) }
    let (low, high) = (forecast[0.01][0], forecast[0.025][0])
    #expect(abs(forecast[0.0175][0] - (low + high) / 2) <= 4 * abs(low).ulp)
    // Calibrated, the validation rows are held as they are to be.
    forecaster.calibration = .init(lower: 0.3, upper: 0.3)
    #expect(try forecaster.evaluate(on: series).bands.coverage < 0.6)
    try forecaster.calibrate(on: data)
    #expect(abs(try forecaster.evaluate(on: series, rows: 1500..<2000).bands.coverage - 0.9) < 0.01)
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

  // MARK: Many series

  /// Waves of other heights, levels and lengths. One that was not learned from, and one shorter than the window, are
  /// forecast too.
  @Test func oneNetworkServesAllSeries() throws {
    func wave(_ height: Double, _ level: Double, rows: Int, shift: Int = 0) -> [[Double]] {
      (0..<rows).map { [level + height * Double([0, 3, 5, 4, 1, -2, -4, -3][($0 + shift) % 8])] }
    }
    let learned = try SeriesCollection([
      Series(wave(1, 0, rows: 90), columns: ["value"], name: "a"),
      Series(wave(1000, -5e6, rows: 120), columns: ["value"], name: "b"),
      Series(wave(0.01, 3, rows: 70), columns: ["value"], name: "c"),
      Series([[Double]](repeating: [7], count: 60), columns: ["value"], name: "flat"),
    ])
    let configuration = ForecasterConfiguration(
      targets: ["value"], window: 24, horizon: 8, season: 8, hiddenSize: 16, dropout: 0)
    let data = Forecaster.TrainingData(learned) { (0..<$0.rowCount, 0..<0) }
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    try forecaster.train(on: data, recipe: recipe)
    for (height, level, rows) in [(1.0, 0.0, 90), (50, 20_000, 64), (1e-4, -1, 80), (2, 9, 16)] {
      let whole = wave(height, level, rows: rows + 8, shift: 3)
      let history = try Series(Array(whole.prefix(rows)), columns: ["value"])
      let forecast = try forecaster.forecast(after: history)[0]
      for (found, came) in zip(forecast.values, whole.suffix(8)) {
        #expect(abs(found - came[0]) < height, "\(height) \(level) \(rows)")
      }
    }
    #expect(
      try forecaster.forecast(after: learned["flat"]!)[0].quantiles
        == Array(repeating: Array(repeating: 7, count: 9), count: 8))

    let next = try SeriesCollection(
      learned.series.reversed().map { series in
        let values = series.column(0, rows: 0..<series.rowCount)
        return try Series((0..<9).map { [values[(series.rowCount + $0) % 8]] }, columns: ["value"], name: series.name)
      })
    let figures = try forecaster.evaluate(after: learned, actual: next)
    #expect(figures.windows == 4 && figures.parts.map(\.series) == ["a", "b", "c", "flat"])
    #expect(figures.unit == nil)
    #expect(figures.forecaster.mae < 0.1 * figures.persistence.mae, "\(figures.parts)")
    let few = try SeriesCollection(Array(next.series.dropLast()))
    #expect(throws: ForecastError.unknownSeries(path: "flat", name: "a")) {
      try forecaster.evaluate(after: learned, actual: few)
    }
  }

  @Test func severalTargetsAreForecastEachFromItsOwnRows() throws {
    let series = try series(["wave", "walk"])
    let configuration = ForecasterConfiguration(targets: ["wave", "walk"], window: 12, horizon: 6, hiddenSize: 16)
    let data = Forecaster.TrainingData(series, training: 0..<300)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    try forecaster.train(on: data, recipe: recipe)
    let forecasts = try forecaster.forecast(after: series)
    #expect(forecasts.map(\.target) == ["wave", "walk"])
    let figures = try forecaster.evaluate(on: series)
    #expect(figures.windows == 2 * 95)
    #expect(figures.parts[0].forecaster.mse < 0.2 * figures.persistence.mse)
    #expect(throws: (any Error).self) { try forecaster.exportONNX(to: folder.path("model.onnx")) }
  }

  /// Two kinds of series that look alike until the forecast: what is said of them is all that tells.
  @Test func whatIsSaidOfASeriesTells() throws {
    func series(_ place: Int, rises: Bool) throws -> Series {
      let values = (0..<40).map { [Double($0 % 10 < 5 ? 0 : rises ? 1 : -1) + 0.01 * Double(($0 * 7 + place) % 3)] }
      return try Series(values, columns: ["x"], name: "\(place)", statics: [rises ? "up" : "down"])
    }
    let collection = try SeriesCollection((0..<12).map { try series($0, rises: $0 % 2 == 0) }, statics: ["kind"])
    let configuration = ForecasterConfiguration(
      targets: ["x"], statics: ForecasterConfiguration.StaticColumn.columns(of: collection), window: 5, horizon: 5,
      hiddenSize: 16, dropout: 0)
    #expect(configuration.statics == [.init("kind", values: ["down", "up"])])
    let data = Forecaster.TrainingData(collection) { (0..<$0.rowCount, 0..<0) }
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    try forecaster.train(on: data, recipe: recipe)
    let start = [[0.0], [0.01], [0.02], [0], [0.01]]
    let (up, down) = try (
      forecaster.forecast(after: Series(start, columns: ["x"], statics: ["up"]))[0],
      forecaster.forecast(after: Series(start, columns: ["x"], statics: ["down"]))[0]
    )
    #expect(zip(up.values, down.values).allSatisfy { $0 > $1 }, "\(up.values) \(down.values)")
    #expect(throws: ForecastError.unknownStatic(path: "series", name: "series", column: "kind", value: "flat")) {
      try forecaster.forecast(after: Series(start, columns: ["x"], statics: ["flat"]))
    }
    #expect(throws: ForecastError.otherStatics(path: "series", found: 0, expected: ["kind"])) {
      try forecaster.forecast(after: Series(start, columns: ["x"]))
    }
    try forecaster.save(to: folder.path("model"))
    #expect(try Forecaster(contentsOf: folder.path("model")).configuration == configuration)
  }

  /// A peak on every Sunday, and on nothing else that the window shows: it is shorter than a week.
  @Test func theCalendarTells() throws {
    let timeline = Timeline(start: CivilTime(year: 2024, month: 1, day: 1)!, frequency: .daily)
    let values = (0..<350).map { [timeline[$0].weekday == 6 ? 5.0 : Double($0 % 2)] }
    let series = try Series(values, columns: ["x"], timeline: timeline)
    func configuration(_ calendar: CalendarFeatures?) -> ForecasterConfiguration {
      ForecasterConfiguration(
        targets: ["x"], calendar: calendar, window: 3, horizon: 3, hiddenSize: 16, dropout: 0)
    }
    let with = try measured(configuration(CalendarFeatures(for: .daily)), series)
    let without = try measured(configuration(nil), series)
    #expect(with.forecaster.mse < 0.7 * without.forecaster.mse, "\(with.forecaster) \(without.forecaster)")
  }

  // MARK: Gaps

  /// A tenth of the numbers is missing, and a whole stretch.
  @Test func gapsCostLittle() throws {
    let whole = try series()
    var values = whole.column(0, rows: 0..<400).map { [$0] }
    for row in stride(from: 3, to: 300, by: 10) { values[row] = [.nan] }
    for row in 100..<120 { values[row] = [.nan] }
    let holed = try Series(values, columns: ["wave"])
    let configuration = ForecasterConfiguration(
      targets: ["wave"], window: 24, horizon: 6, season: 12, hiddenSize: 16, dropout: 0)
    let (complete, lacking) = (try measured(configuration, whole), try measured(configuration, holed))
    #expect(lacking.forecaster.mse < 0.1 * lacking.persistence.mse, "\(lacking.forecaster)")
    #expect(lacking.forecaster.mse < 3 * complete.forecaster.mse + 0.01, "\(lacking.forecaster) \(complete.forecaster)")
  }

  @Test func gapsAreFilled() {
    let gap = Double.nan
    #expect([1, gap, 3, 4].fillingGaps(season: 1) == [1, 2, 3, 4])
    #expect([gap, gap, 3, gap].fillingGaps(season: 1) == [3, 3, 3, 3])
    #expect([1, 2, 3, gap, gap, 3, 1, 2, gap].fillingGaps(season: 3) == [1, 2, 3, 1, 2, 3, 1, 2, 2])
    #expect([gap, gap, 3, 1, 2, 3].fillingGaps(season: 3) == [1, 2, 3, 1, 2, 3])
    #expect([gap, gap].fillingGaps(season: 1).contains { !$0.isNaN } == false)
  }

  /// What is before all values is nothing; behind a long gap the last value is all that is known.
  @Test func seriesOfLittle() throws {
    let forecaster = try trained(recipe: TrainingRecipe(epochs: 1, batchSize: 64))
    let gaps = [[Double]](repeating: [.nan], count: 5000)
    let ended = try Series([[1], [5]] + gaps, columns: ["wave"])
    #expect(try forecaster.forecast(after: ended)[0].values == [5, 5, 5, 5, 5, 5])
    let nothing = try Series(gaps, columns: ["wave"], name: "empty")
    #expect(throws: ForecastError.noValues(path: "empty", name: "empty", column: "wave")) {
      try forecaster.forecast(after: nothing)
    }
    let one = try Series([[3]], columns: ["wave"])
    #expect(try forecaster.forecast(after: one)[0].values == [3, 3, 3, 3, 3, 3])
  }

  /// Short, still, full of gaps, and with a shift of the level.
  @Test func hardSeriesEndWithinReason() throws {
    var generator = RandomGenerator(seed: 3)
    let noise = (0..<400).map { _ in generator.nextNormal() }
    let cases: [(String, [Double])] = [
      ("short", (0..<40).map { 10 + noise[$0] }), ("still", [Double](repeating: 4, count: 100)),
      ("gaps", (0..<400).map { noise[$0].truncatingRemainder(dividingBy: 1) > 0.9 ? 5 + noise[399 - $0] : .nan }),
      ("shift", (0..<300).map { ($0 < 150 ? 0 : 50) + noise[$0] }),
      ("walk", (0..<300).map { noise[...$0].reduce(0, +) }),
      ("late shift", (0..<300).map { ($0 < 250 ? 10 : 60) + noise[$0] }),
    ]
    for (name, values) in cases {
      let (trained, validated) = (values.count * 6 / 10, values.count * 15 / 100)
      let series = try Series(values.map { [$0] }, columns: ["x"], name: name)
      let data = Forecaster.TrainingData(
        series, training: 0..<trained, validation: trained..<(trained + validated))
      let configuration = ForecasterConfiguration(targets: ["x"], window: 24, horizon: 5, hiddenSize: 8)
      let forecaster = try Forecaster(configuration, scaling: data.scaling())
      try forecaster.train(on: data)
      let figures = try forecaster.evaluate(on: series)
      #expect(figures.forecaster.mae <= 1.2 * figures.persistence.mae, "\(name): \(figures)")
      let known = values.filter { !$0.isNaN }
      let mean = known.reduce(0, +) / Double(known.count)
      let deviation = (known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count)).squareRoot()
      for value in try forecaster.forecast(after: series)[0].quantiles.joined() {
        #expect(abs(value - mean) <= 10 * deviation, "\(name)")
      }
    }
  }

  // MARK: Levels

  /// Beyond 2^24 neighbours are one number in single precision. The level changes nothing; each window is taken from its
  /// own last value.
  @Test func aHighLevelKeepsItsDigits() throws {
    for level in [0, 16_777_216, 1e12] {
      let series = try Series((0..<400).map { [level + Double($0 % 2)] }, columns: ["x"])
      let scaling = try SeriesScaling(series, rows: 0..<300)
      #expect(scaling.means == [level + 0.5] && scaling.deviations == [0.5])
      let configuration = ForecasterConfiguration(targets: ["x"], window: 8, horizon: 3, hiddenSize: 4)
      let forecaster = try Forecaster(configuration, scaling: scaling)
      try forecaster.train(on: Forecaster.TrainingData(series, training: 0..<300), recipe: recipe)
      let figures = try forecaster.evaluate(on: series, season: 2)
      // Of three steps two differ from the last value, by two deviations.
      #expect(figures.persistence.mse == 8.0 / 3 && figures.seasonalNaive?.mse == 0)
      #expect(figures.forecaster.mse < 0.1, "\(level) \(figures.forecaster)")
      let next = try forecaster.forecast(after: series)[0].values
      for (step, value) in next.enumerated() { #expect(abs(value - level - Double(step % 2)) < 0.3) }
    }
  }

  /// A season that grows with the level is the same season to logarithms.
  @Test func growthIsReadByLogarithms() throws {
    let season = [1, 1.3, 1.8, 1.2, 0.8, 0.6]
    let values = (0..<240).map { row in season[row % 6] * (1 + 0.02 * Double(row)) }
    let series = try Series(values.map { [$0] }, columns: ["x"])
    let configuration = ForecasterConfiguration(targets: ["x"], window: 18, horizon: 6, season: 6, hiddenSize: 16)
    let figures = try measured(configuration, series, rows: 150)
    #expect(figures.forecaster.mse < 0.3 * figures.seasonalNaive!.mse, "\(figures)")
    let unit = WindowUnit(isLogarithmic: true, usualSpread: nil)
    let scale = try #require(WindowScale([1, 2, 4, 8], unit))
    #expect(abs(scale.scaled(16) + scale.scaled(4)) < 1e-12)
    #expect(abs(scale.unscaled(scale.scaled(5)) - 5) < 1e-12)
    // Within twice the height of the window.
    #expect(scale.unscaled(100) == 22 && scale.unscaled(-100) > -13)
    #expect(WindowScale([0, 2, 4, 8], unit)?.isLogarithmic == false)
    #expect(WindowScale([.nan, .nan], unit) == nil)
  }

  // MARK: More than memory holds

  @Test func aSeriesInAFileIsLearnedBitForBit() throws {
    let configuration = ForecasterConfiguration(
      targets: ["wave"], columns: ["walk", "ahead"], window: 12, horizon: 6, hiddenSize: 8)
    let series = try series(configuration.allColumns)
    let forecasters = try [series, spilled(series)].map { series in
      let data = Forecaster.TrainingData(series, training: 0..<250, validation: 250..<300)
      let forecaster = try Forecaster(configuration, scaling: data.scaling())
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
    #expect(
      try forecasters[0].forecast(after: series)[0].values == forecasters[1].forecast(after: spilled(series))[0].values)
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

  // MARK: Using

  @Test func aSavedForecasterSaysTheSame() throws {
    let forecaster = try trained(ensemble: 2)
    forecaster.layout = SeriesLayout(.long(seriesColumn: "shop"))
    forecaster.calibration = .init(lower: 1.5, upper: 0.5)
    try forecaster.save(to: folder.path("model"))
    let loaded = try Forecaster(contentsOf: folder.path("model"))
    let series = try series(rows: 100)
    #expect(try loaded.forecast(after: series) == forecaster.forecast(after: series))
    #expect(loaded.firstUnseenRow == 300)
    #expect(loaded.history == forecaster.history)
    #expect(loaded.history?.item == .window)
    #expect(loaded.layout?.arrangement == .long(seriesColumn: "shop") && loaded.layout?.columns == ["wave"])
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
