import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// Series with gaps, of few rows, at high levels, or that grow.
extension ForecasterTests {
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
    let next = try forecaster.forecast(after: ended)[0]
    #expect(next.values == [5, 5, 5, 5, 5, 5])
    #expect(zip(next.band(0.9).lower, next.band(0.9).upper).allSatisfy { $0 < 5 && $1 > 5 })
    let nothing = try Series(gaps, columns: ["wave"], name: "empty")
    #expect(throws: ForecastError.noValues(path: "empty", name: "empty", column: "wave")) {
      try forecaster.forecast(after: nothing)
    }
    let one = try Series([[3]], columns: ["wave"])
    #expect(try forecaster.forecast(after: one)[0].values == [3, 3, 3, 3, 3, 3])
  }

  /// Bands of folders of earlier versions are those of whole windows, and a window that has just begun, or has long had no
  /// value, is none.
  @Test func thinWindowsAreSaid() throws {
    let forecaster = try trained(recipe: TrainingRecipe(epochs: 1, batchSize: 64))
    func series(_ name: String, _ values: [Double]) throws -> Series {
      try Series(values.map { [$0] }, columns: ["wave"], name: name)
    }
    let whole = try series("whole", (0..<20).map { Double($0 % 3) })
    let gap = Double.nan
    let short = try series("short", [gap, gap, 1, 2, 3, 1, 2])
    let stale = try series("stale", (0..<20).map { $0 < 13 ? Double($0 % 3) : gap })
    let empty = try series("empty", (0..<40).map { $0 < 13 ? Double($0 % 3) : gap })
    #expect(forecaster.thinWindow(of: stale) == nil && forecaster.thinWindow(of: empty) == nil)
    forecaster.widening = nil
    #expect(forecaster.thinWindow(of: short) == .short(rows: 5) && forecaster.thinWindow(of: stale) == .stale(rows: 7))
    #expect(forecaster.thinWindow(of: empty) == .stale(rows: 12))
    // Half of it is there, or up to half of it before the end; a few gaps are no outage.
    let half = try series("half", [1, 2, gap, 1, 2, 3])
    let fresh = try series("fresh", (0..<19).map { $0 < 13 ? Double($0 % 3) : gap })
    #expect([whole, half, fresh].allSatisfy { forecaster.thinWindow(of: $0) == nil })
    let words = try #require(forecaster.thinWindowsInWords(of: [whole, short, stale]))
    #expect(words.contains("short and 1 others: of the 12 rows") && words.contains("only the last 5 have values"))
    #expect(forecaster.thinWindowsInWords(of: [whole]) == nil)
    // Two values want more than is guessed.
    func knot(_ rows: Int, _ factor: Double) -> BandWidening.Knot {
      BandWidening.Knot(rows: rows, factors: .init(lower: factor, upper: factor))
    }
    forecaster.widening = BandWidening(short: [knot(12, 1), knot(4, 3), knot(2, 80)], stale: [knot(0, 1), knot(6, 2)])
    let two = try series("two", [1, 2])
    #expect(forecaster.thinWindow(of: two) == .short(rows: 2))
    #expect([short, stale, empty].allSatisfy { forecaster.thinWindow(of: $0) == nil })
  }

  /// Of a window that has few values those before it tell how wide bands are.
  @Test func bandsOfASeriesOfGapsHoldWhatComes() throws {
    var generator = RandomGenerator(seed: 7)
    let values = (0..<4000).map { _ in
      let value = 5 + generator.nextNormal()
      return generator.nextUnit() < 0.9 ? .nan : value
    }
    let series = try Series(values.map { [$0] }, columns: ["x"])
    let data = Forecaster.TrainingData(series, training: 0..<2800, validation: 2800..<3200)
    let configuration = ForecasterConfiguration(targets: ["x"], window: 12, horizon: 5, hiddenSize: 8)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    try forecaster.train(on: data)
    let figures = try forecaster.evaluate(on: series)
    // Some 400 values, those of neighbouring windows the same: one standard error is three of a hundred.
    #expect((0.8...0.98).contains(figures.bands.coverage), "\(figures.bands)")
    #expect(figures.forecaster.mae <= figures.persistence.mae)
    for end in 3990..<4000 {
      let rows = (0..<end).map { [values[$0]] }
      let forecast = try forecaster.forecast(after: Series(rows, columns: ["x"]))[0]
      #expect(zip(forecast.band(0.9).lower, forecast.band(0.9).upper).allSatisfy { $1 - $0 > 0.5 }, "\(end)")
    }
  }

  /// Noise around a level, of which nine of ten values are missing: a simple forecast is made of as many values as where none
  /// is, and does not run away along a line through a few.
  @Test(arguments: [1, 2, 3] as [UInt64]) func simpleForecastsReachOverGaps(seed: UInt64) throws {
    var generator = RandomGenerator(seed: seed)
    let values = (0..<400).map { _ in
      let value = 10 + generator.nextNormal()
      return generator.nextUnit() < 0.9 ? .nan : value
    }
    let series = try Series(values.map { [$0] }, columns: ["x"])
    let configuration = ForecasterConfiguration(targets: ["x"], window: 20, horizon: 7, hiddenSize: 8)
    let scaling = try SeriesScaling(series, rows: 0..<280)
    let windows = ForecastWindows([series], scaling: scaling, configuration: configuration, historyRows: 20)
    let batch = windows.batch(at: [30, 380].map { ForecastOrigin(series: 0, target: 0, row: $0) })
    #expect(batch.histories[0].filter { !$0.isNaN } == values.prefix(30).filter { !$0.isNaN })
    #expect(batch.histories[1].filter { !$0.isNaN } == values.prefix(380).filter { !$0.isNaN }.suffix(20))
    let forecaster = try Forecaster(configuration, scaling: scaling)
    try forecaster.train(on: Forecaster.TrainingData(series, training: 0..<280, validation: 280..<320))
    let figures = try forecaster.evaluate(on: series)
    #expect(figures.forecaster.mae <= 1.2 * figures.persistence.mae, "\(forecaster.footingInWords ?? "") \(figures)")
    // What is read of a file is all that the forecast is made of.
    let end = forecaster.firstRow(of: series, before: 400)
    let last = try Series((end..<400).map { [values[$0]] }, columns: ["x"])
    #expect(try forecaster.forecast(after: last)[0].quantiles == forecaster.forecast(after: series)[0].quantiles)
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
      try expectReason(of: forecaster, on: series, name)
    }
  }

  // MARK: Floors

  /// Sales of a shop: many days of nothing, and some of a few.
  private static let sales = (0..<120).map { [0.0, 0, 5, 0, 1, 0, 0, 9, 2, 0][$0 * $0 % 97 % 10] }

  @Test func zerosAreAFloor() throws {
    func floors(_ values: [Double]) throws -> [Bool]? {
      try SeriesScaling(Series(values.map { [$0, -$0] }, columns: ["x", "y"]), rows: 0..<values.count).nonnegative
    }
    #expect(try floors([3, 0, .nan, 0, 2]) == [true, false])
    #expect(try floors([3, 0, 1, 2]) == nil && floors([3, 0, 0, -1e-9]) == nil && floors([3, 1, 1, 2]) == nil)
    let unit = WindowUnit(isLogarithmic: false, usualSpread: nil, isNonnegative: true)
    #expect(WindowScale([4, 2, 0, 3], unit)?.bounds == 0...10)
    // What falls below it all the same goes on from there.
    #expect(WindowScale([4, 2, 0, -3], unit)?.bounds == -3...14.5)
    #expect(WindowScale([-3, -3], unit)?.bounds == -3...(-3))
  }

  /// Of quantiles and distributions, of networks, of what they go on from, row by row and path by path.
  @Test(arguments: [nil, ForecastDistribution.gaussian]) func nothingIsSaidBelowAFloor(
    _ distribution: ForecastDistribution?
  ) throws {
    let series = try Series(Self.sales.map { [$0] }, columns: ["x"])
    let configuration = ForecasterConfiguration(
      targets: ["x"], window: 12, horizon: 4, season: 7, hiddenSize: 8, ensemble: 2, distribution: distribution)
    let data = Forecaster.TrainingData(series, training: 0..<100)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    #expect(forecaster.floorInWords?.contains("x reaches 0") == true)
    try forecaster.train(on: data, recipe: TrainingRecipe(epochs: 2, trainingSteps: 20, batchSize: 16))
    try forecaster.save(to: folder.path("model"))
    let loaded = try Forecaster(contentsOf: folder.path("model"))
    #expect(loaded.scaling == forecaster.scaling)
    #expect(try ModelSummary(contentsOf: folder.path("model")).settings.contains(Setting("at_least_0", .text("x"))))
    let ends = (0..<8).map { 100 - $0 }
    func least(_ forecaster: Forecaster) throws -> Double {
      let numbers = try ends.flatMap { end in
        let past = try Series(Self.sales.prefix(end).map { [$0] }, columns: ["x"])
        var stream = try ForecastStream(forecaster, after: past)
        let said = try forecaster.forecast(after: past)[0].quantiles + stream.append([0])[0].quantiles
        return try (said + forecaster.paths(after: past, count: 4)[0]).flatMap(\.self)
      }
      return numbers.min()!
    }
    var footings: [ForecastFooting?] = [nil]
    for baseline in [ForecastBaseline.naive, .seasonalNaive, .theta] {
      let distances = configuration.levels.map { 3 * ($0 - 0.5) }
      footings.append(
        ForecastFooting(baseline: baseline, distances: [[Double]](repeating: distances, count: 4)))
    }
    for (footing, trust) in zip(footings, [nil, 0, 0.5, 0]) {
      (loaded.footing, loaded.trust) = (footing, trust)
      #expect(try least(loaded) == 0)
      // Without it there is something to be held back.
      var scaling = loaded.scaling
      scaling.nonnegative = nil
      let free = try Forecaster(configuration, scaling: scaling)
      for (own, other) in zip(free.network.namedParameters, loaded.network.namedParameters) {
        own.parameter.value = other.parameter.value
      }
      #expect(try least(free) < 0)
    }
  }

  /// A target without any value is nothing to learn from.
  @Test func aTargetOfGapsIsRefused() throws {
    let series = try Series([[Double]](repeating: [.nan, 1], count: 60), columns: ["x", "y"])
    let configuration = ForecasterConfiguration(targets: ["y", "x"].reversed(), window: 6, horizon: 2, hiddenSize: 4)
    let forecaster = try Forecaster(configuration, scaling: SeriesScaling(series, rows: 0..<60))
    #expect(throws: ForecastError.noValues(path: "series", name: "series", column: "x")) {
      try forecaster.train(on: Forecaster.TrainingData(series, training: 0..<60))
    }
  }

  /// What is usual is not known from a value, nor from a few that are the same; from eight it is.
  @Test func whatIsNotKnownToBeUsualIsNoSurprise() throws {
    let forecaster = try trained(recipe: TrainingRecipe(epochs: 1, batchSize: 64))
    #expect(try forecaster.surprises(in: series()).allSatisfy { $0.row > 1 && $0.score.isFinite })
    let still = try Series((0..<20).map { [$0 < 3 ? 4 : $0 < 14 ? 5 : 6] }, columns: ["wave"])
    let found = try forecaster.surprises(in: still)
    #expect(!found.contains { $0.row <= 3 } && found.contains { $0.row == 14 && $0.score > 1 })
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

  /// Where numbers have no more than four binary digits after the point, a season of ones is a season of ones.
  @Test func theHighestLevelsKeepTheirDigitsToo() throws {
    let series = try Series((0..<200).map { [1e15 + Double($0 % 7)] }, columns: ["x"])
    let configuration = ForecasterConfiguration(
      targets: ["x"], window: 28, horizon: 7, season: 7, hiddenSize: 8, dropout: 0)
    let data = Forecaster.TrainingData(series, training: 0..<140)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    #expect(forecaster.scaling.logarithmic == [false])
    try forecaster.train(on: data, recipe: recipe)
    let figures = try forecaster.evaluate(on: series)
    #expect(figures.forecaster.mse < 0.05 * figures.persistence.mse, "\(figures.forecaster)")
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
    // Within one and a half times the height of the window.
    #expect(scale.unscaled(100) == 18.5 && scale.unscaled(-100) > -9.5)
    #expect(WindowScale([0, 2, 4, 8], unit)?.isLogarithmic == false)
    #expect(WindowScale([], unit) == nil)
  }
}
