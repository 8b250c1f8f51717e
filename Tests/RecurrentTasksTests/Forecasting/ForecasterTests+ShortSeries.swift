import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// Series of some dozens of rows, of which little can be learned.
extension ForecasterTests {
  private static func short(_ kind: String, seed: UInt64) -> [Double] {
    var generator = RandomGenerator(seed: seed)
    let noise = (0..<40).map { _ in generator.nextNormal() }
    return (0..<40).map { row in
      switch kind {
      case "trend": 2 * Double(row) + noise[row]
      case "walk": noise[...row].reduce(0, +)
      case "early shift": (row < 20 ? 10 : 60) + noise[row]
      case "late shift": (row < 34 ? 10 : 60) + noise[row]
      case "gaps": noise[row] > 1.2 || row == 5 ? 10 + noise[39 - row] : .nan
      case "growth": 100 * (0..<row).reduce(1.0) { level, _ in level * 1.15 } * (1 + 0.02 * noise[row])
      default: 7
      }
    }
  }

  /// No worse than the last value by more than a fifth, and near the history, whatever the series is like.
  @Test(arguments: ["trend", "walk", "early shift", "late shift", "gaps", "constant", "growth"], [3, 40])
  func shortSeriesEndWithinReason(_ kind: String, _ window: Int) throws {
    // Each with noise of its own.
    let series = try Series(Self.short(kind, seed: UInt64(window)).map { [$0] }, columns: ["x"], name: kind)
    let data = Forecaster.TrainingData(series, training: 0..<28, validation: 28..<32)
    let configuration = ForecasterConfiguration(targets: ["x"], window: max(8, window), horizon: 4)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    try forecaster.train(on: data)
    try expectReason(of: forecaster, on: series, "\(kind) \(window)")
  }

  /// On its series a forecaster is no worse than the last value by more than a fifth, and what it says of the days after
  /// is near what was.
  func expectReason(of forecaster: Forecaster, on series: Series, _ name: String) throws {
    let figures = try forecaster.evaluate(on: series)
    #expect(figures.forecaster.mae <= 1.2 * figures.persistence.mae, "\(name): \(figures)")
    let known = series.column(0, rows: 0..<series.rowCount).filter { !$0.isNaN }
    let mean = known.reduce(0, +) / Double(known.count)
    let deviation = (known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count)).squareRoot()
    for value in try forecaster.forecast(after: series)[0].quantiles.joined() {
      #expect(abs(value - mean) <= 10 * deviation, "\(name)")
    }
  }

  /// What nobody can foresee is not foreseen; a line goes on. It is said, saved, and the bands are of what was
  /// missed.
  @Test func aSimpleForecastIsLeantOn() throws {
    func trained(_ kind: String) throws -> (Forecaster, Series) {
      let series = try Series(Self.short(kind, seed: 2).map { [$0] }, columns: ["x"], name: kind)
      let data = Forecaster.TrainingData(series, training: 0..<40)
      let forecaster = try Forecaster(
        ForecasterConfiguration(targets: ["x"], window: 8, horizon: 4), scaling: data.scaling())
      try forecaster.train(on: data)
      return (forecaster, series)
    }
    let (walker, walk) = try trained("walk")
    #expect(walker.scaling.footing?.baseline == .naive && walker.scaling.trust == 0)
    let next = try walker.forecast(after: walk)[0]
    #expect(next.values == [Double](repeating: walk[39..<40][0], count: 4))
    #expect(next.band(0.9).upper[0] > next.values[0] && next.band(0.9).lower[0] < next.values[0])
    #expect(walker.footingInWords?.contains("the last value") == true)
    try walker.save(to: folder.path("walker"))
    let loaded = try Forecaster(contentsOf: folder.path("walker"))
    #expect(try loaded.forecast(after: walk) == walker.forecast(after: walk) && loaded.scaling == walker.scaling)
    walker.footing = ForecastFooting(baseline: .theta, distances: nil)
    #expect(walker.footingInWords?.contains("\"Theta\" of the last 8 values") == true)
    let (climber, line) = try trained("trend")
    let above = try climber.forecast(after: line)[0].values[3] - line[39..<40][0]
    #expect(abs(above - 8) < 4, "\(above) \(climber.footingInWords ?? "")")
  }

  /// Beside a long series one that is too short for a rolling origin, or has no value, costs nothing.
  @Test(arguments: [1, 8, 24]) func shortSeriesStandBesideLongOnes(rows: Int) throws {
    let long = Self.short("trend", seed: 1) + Self.short("walk", seed: 2)
    let collection = try SeriesCollection([
      Series(long.map { [$0] }, columns: ["x"], name: "long"),
      Series(long.prefix(rows).map { [$0] }, columns: ["x"], name: "short"),
      Series([[Double]](repeating: [.nan], count: rows), columns: ["x"], name: "empty"),
    ])
    let data = Forecaster.TrainingData(collection) { (0..<($0.rowCount * 7 / 10), 0..<0) }
    let configuration = ForecasterConfiguration(targets: ["x"], window: 24, horizon: 6, hiddenSize: 4)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    try forecaster.train(on: data, recipe: TrainingRecipe(epochs: 1, trainingSteps: 5, batchSize: 16))
    #expect(try forecaster.forecast(after: collection["short"]!)[0].values.count == 6)
  }

  /// Where the validation rows want the last value, it is said.
  @Test func itIsSaidThatTheLastValueIsTheForecast() throws {
    var generator = RandomGenerator(seed: 4)
    var level = 0.0
    let series = try Series(
      (0..<300).map { _ in
        level += generator.nextNormal()
        return [level]
      }, columns: ["x"])
    let data = Forecaster.TrainingData(series, training: 0..<200, validation: 200..<260)
    let configuration = ForecasterConfiguration(targets: ["x"], window: 12, horizon: 4, hiddenSize: 8)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    try forecaster.train(on: data)
    #expect(forecaster.scaling.footing == nil)
    for (trust, words) in [(0.0, "that is the forecast"), (0.4, "40% of the way")] {
      forecaster.trust = trust
      #expect(forecaster.footingInWords?.contains(words) == true)
    }
    forecaster.trust = nil
    #expect(forecaster.footingInWords == nil)
  }

  /// The last value of noise around a level says nothing of the next, and the level does.
  @Test(arguments: [1, 2, 3] as [UInt64]) func noiseIsForecastByItsLevel(seed: UInt64) throws {
    var generator = RandomGenerator(seed: seed)
    let series = try Series((0..<80).map { _ in [10 + generator.nextNormal()] }, columns: ["x"])
    let data = Forecaster.TrainingData(series, training: 0..<56)
    let configuration = ForecasterConfiguration(targets: ["x"], window: 28, horizon: 6, hiddenSize: 8)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    try forecaster.train(on: data)
    let figures = try forecaster.evaluate(on: series)
    #expect(figures.forecaster.mae < 0.9 * figures.persistence.mae, "\(forecaster.footingInWords ?? "") \(figures)")
  }

  /// Windows of numbers that are as they are: level 0, unit 1.
  private func evidence(_ network: [Double], season: Int = 1) throws -> ForecastEvidence {
    let scale = try #require(
      WindowScale([2, 0, -2, 0, 2, 0, -2, 0], WindowUnit(isLogarithmic: false, usualSpread: nil)))
    var evidence = ForecastEvidence(
      configuration: ForecasterConfiguration(targets: ["x"], window: 8, horizon: 1, season: season))
    for (row, number) in network.enumerated() {
      let simple = Dictionary(
        uniqueKeysWithValues: ForecastEvidence.baselines(season: season).map { ($0, [$0 == .theta ? 1.0 : 0.0]) })
      let came = scale.unscaled(row % 2 == 0 ? 0.9 : 1.1)
      evidence.windows.append(
        .init(scale: scale, actual: [came], network: [number], simple: simple, unit: 1))
    }
    return evidence
  }

  @Test func evidenceIsWeighed() throws {
    // All the way to networks that are right, and to a line where they know nothing.
    #expect(try evidence((0..<12).map { $0 % 2 == 0 ? 0.9 : 1.1 }).verdict() == nil)
    let line = try #require(try evidence([Double](repeating: -1, count: 12)).verdict())
    #expect(line.footing.baseline == .theta && line.trust == 0)
    let distances = try #require(line.footing.distances)
    #expect(distances.count == 1 && distances[0] == distances[0].sorted() && distances[0][4] == 0)
    #expect(abs(distances[0][8] - 0.1) < 1e-9 && abs(distances[0][0] + 0.1) < 1e-9)
    // Nothing was tried: the last value, with bands as networks say them.
    let nothing = try #require(try evidence([]).verdict())
    #expect(nothing.trust == 0 && nothing.footing == ForecastFooting(baseline: .naive, distances: nil))
  }
}
