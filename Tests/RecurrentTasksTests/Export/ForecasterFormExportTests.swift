import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// ONNX files of forecasters that lean on a simple forecast, or that say a distribution.
@Suite struct ForecasterFormExportTests {
  private static let season = 4

  /// Two targets of 60 rows: one above 0 and one around it.
  private static func series(isSeasonal: Bool, jumps: Bool = false) throws -> Series {
    let rows = (0..<60).map { row -> [Double] in
      let noise = Double(row * row * 7 % 17)
      let share = isSeasonal ? [0, 0.3, -0.2, 0.1][row % season] : 0
      // In the rows of simple forecasts, and before the window.
      let level = jumps && row >= 47 ? 5000.0 : 0
      return [((1000 + level + 3 * Double(row)) * (1 + share) + noise).rounded(), 60 * share + noise - 9]
    }
    return try Series(rows, columns: ["a", "b"])
  }

  private static func forecaster(
    _ series: Series, distribution: ForecastDistribution? = nil, cell: Cell? = .gruResetAfter, levels: [Double] = []
  ) throws -> Forecaster {
    let configuration = ForecasterConfiguration(
      targets: ["a", "b"], window: 9, horizon: 6, season: season, cell: cell, hiddenSize: 7,
      ensemble: 2, distribution: distribution, levels: levels)
    let forecaster = try Forecaster(configuration, scaling: SeriesScaling(series, rows: 0..<40))
    forecaster.drawWeights()
    return forecaster
  }

  private static func distances(_ configuration: ForecasterConfiguration) -> [[Double]] {
    (0..<configuration.horizon).map { step in
      configuration.levels.map { ($0 - 0.5) * Double(step + 1) / 4 }
    }
  }

  // MARK: Simple forecasts

  @Test(arguments: [ForecastBaseline.naive, .seasonalNaive, .theta], [false, true])
  func ofSimpleForecasts(baseline: ForecastBaseline, isSeasonal: Bool) throws {
    let series = try Self.series(isSeasonal: isSeasonal)
    for target in 0..<2 {
      let profile = SeasonalProfile(of: series.column(target, rows: 44..<60), season: Self.season)
      #expect((profile != nil) == isSeasonal)
      if let profile { #expect(profile.isMultiplicative == (target == 0)) }
    }
    for trust in [0, 0.5] {
      for isMissed in [false, true] {
        let forecaster = try Self.forecaster(series)
        forecaster.trust = trust
        forecaster.footing = ForecastFooting(
          baseline: baseline, distances: isMissed ? Self.distances(forecaster.configuration) : nil)
        #expect(forecaster.exportedRows == (baseline == .naive ? 9 : 16))
        try expectExportAlike(forecaster, series, rows: 60)
        forecaster.calibration = .init(lower: 0.5, upper: 2)
        try expectExportAlike(forecaster, series, rows: 60)
      }
    }
  }

  /// One target has a floor, which its lower quantiles meet, and one has none.
  @Test(arguments: [nil, ForecastBaseline.naive, .theta]) func ofATargetWithAFloor(baseline: ForecastBaseline?) throws {
    let rows = (0..<60).map { Double(max(0, $0 * $0 * 7 % 17 - 9)) }
    let series = try Series(rows.map { [$0, $0 - 3] }, columns: ["a", "b"])
    let forecaster = try Self.forecaster(series)
    #expect(forecaster.scaling.nonnegative == [true, false])
    forecaster.calibration = .init(lower: 9, upper: 1)
    if let baseline {
      forecaster.trust = 0.5
      forecaster.footing = ForecastFooting(baseline: baseline, distances: Self.distances(forecaster.configuration))
    }
    let least = try forecaster.forecast(after: series).map { $0.quantiles.joined().min()! }
    #expect(least[0] == 0 && least[1] < -3)
    try expectExportAlike(forecaster, series, rows: 60)
  }

  /// The jump lies in the rows that the simple forecast is made of, and in none of the window.
  @Test func ofHistoriesThatJump() throws {
    let series = try Self.series(isSeasonal: true, jumps: true)
    let forecaster = try Self.forecaster(series)
    let unit = forecaster.scaling.unit(of: 0)
    let (history, window) = (series.column(0, rows: 44..<60), series.column(0, rows: 51..<60))
    #expect(history.withoutShifts(unit) != history && window.withoutShifts(unit) == window)
    forecaster.trust = 0.5
    forecaster.footing = ForecastFooting(baseline: .theta, distances: nil)
    try expectExportAlike(forecaster, series, rows: 60)
  }

  /// Where the best smoothing is none, half, and all: a line of noise, a walk, and something between.
  @Test(arguments: [0.02, 0.3, 1.0]) func theSmoothing(step: Double) throws {
    var generator = RandomGenerator(seed: 3)
    for length in [4, 40, 300] {
      var (level, values) = (20.0, [Double]())
      for _ in 0..<length {
        let noise = generator.nextNormal()
        values.append(level + noise)
        level += step * noise
      }
      let configuration = ForecasterConfiguration(targets: ["x"], window: length, horizon: 1, cell: nil)
      let series = try Series(values.map { [$0] }, columns: ["x"])
      var graph = ForecasterGraph(
        try Forecaster(configuration, scaling: SeriesScaling(series, rows: 0..<length)))
      let rows = graph.builder.input("x", .float32, [.size(1), .size(1), .size(length)])
      let smoothed = graph.smoothedLevel(of: rows, count: length)
      graph.builder.output(smoothed, as: "y", .float32, [.size(1), .size(1), .size(1)])
      let given = ONNXTensor(floats: values.map { Float($0) }, shape: [1, 1, length])
      let found = try ONNXModel(graph.builder, path: "smoothing").run(["x": given])["y"]!.floats[0]
      let expected = ExponentialSmoothing(of: values)!.level
      #expect(abs(Double(found) - expected) < 1e-5 * 20, "\(length) rows: \(found), expected \(expected)")
    }
  }

  // MARK: Distributions

  @Test(arguments: [ForecastDistribution.gaussian, .studentT], [Cell.lstm, nil])
  func ofDistributions(form: ForecastDistribution, cell: Cell?) throws {
    let series = try Self.series(isSeasonal: true)
    let forecaster = try Self.forecaster(series, distribution: form, cell: cell, levels: [0.001, 0.42])
    try expectExportAlike(forecaster, series, rows: 60)
    forecaster.calibration = .init(lower: 0.5, upper: 2)
    forecaster.trust = 0.7
    try expectExportAlike(forecaster, series, rows: 60)
    forecaster.footing = ForecastFooting(baseline: .seasonalNaive, distances: nil)
    try expectExportAlike(forecaster, series, rows: 60)
  }

  /// To single precision of its largest, from 2 degrees of freedom to a normal distribution.
  @Test func studentQuantilesAsPolynomials() {
    let levels = [1e-6, 0.001, 0.025, 0.25, 0.5, 0.75, 0.95, 0.999]
    let polynomials = StudentPolynomials(levels: levels)
    for freedom in [2, 2.0001, 2.5, 3, 4.7, 8, 30, 1000, 1e6] {
      for (place, level) in levels.enumerated() {
        let angle = acos(4 / freedom - 1)
        let found = (0..<StudentPolynomials.count).reduce(0) {
          $0 + Double(polynomials.coefficients[$1, place]) * cos(Double($1) * angle)
        }
        let expected = StudentDistribution(freedom: freedom).quantile(level)
        let largest = max(10, abs(StudentDistribution(freedom: 2).quantile(level)))
        #expect(abs(found - expected) <= 1e-7 * largest, "\(level) of \(freedom): \(found) \(expected)")
      }
    }
  }

  /// Of few and of many, of a target that is read by logarithms and of one that is not.
  @Test(arguments: [1.0, 20, 1000]) func ofCounts(size: Double) throws {
    let rows = (0..<60).map { row -> [Double] in
      let (first, second) = (Double(1 + row * row * 7 % 17), Double(row * 5 % 13))
      return [size * first, (size * second).rounded()]
    }
    let series = try Series(rows, columns: ["a", "b"])
    let forecaster = try Self.forecaster(series, distribution: .negativeBinomial, levels: [0.001, 0.999])
    try expectExportAlike(forecaster, series, rows: 60)
    forecaster.calibration = .init(lower: 0.7, upper: 1.3)
    forecaster.trust = 0.7
    try expectExportAlike(forecaster, series, rows: 60)
  }

  /// Between what networks say and the last count lies half a count as often as not: it goes up, here and in the file.
  @Test func halvesOfCountsGoUp() throws {
    let rows = (0..<60).map { row -> [Double] in
      let (first, second) = (Double(row * row * 7 % 17), Double(row * 5 % 13))
      return [first, second]
    }
    let series = try Series(rows, columns: ["a", "b"])
    let forecaster = try Self.forecaster(series, distribution: .negativeBinomial)
    forecaster.trust = 0.5
    forecaster.footing = ForecastFooting(baseline: .naive, distances: nil)
    try expectExportAlike(forecaster, series, rows: 60, countsMayDiffer: false)
    let middle = forecaster.configuration.medianPlace
    func medians() throws -> [[Double]] {
      try forecaster.forecast(after: series).map { $0.quantiles.map { $0[middle] } }
    }
    let between = try medians()
    forecaster.trust = 1
    for (target, said) in try medians().enumerated() {
      let last = series.column(target, rows: 59..<60)[0]
      for (count, found) in zip(said, between[target]) { #expect(found == ((count + last + 1) / 2).rounded(.down)) }
      #expect(said.contains { ($0 + last).truncatingRemainder(dividingBy: 2) != 0 })
    }
  }

  @Test func countsThatLeanWhollyAreWhole() throws {
    let series = try Self.series(isSeasonal: true)
    let forecaster = try Self.forecaster(series, distribution: .negativeBinomial)
    forecaster.trust = 0
    forecaster.footing = ForecastFooting(
      baseline: .seasonalNaive, distances: Self.distances(forecaster.configuration))
    try expectExportAlike(forecaster, series, rows: 60)
  }
}
