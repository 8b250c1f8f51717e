import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// Bands after windows of few values, which networks do not learn.
@Suite struct BandWideningTests {
  /// A day of twelve rows, with noise.
  private static let series: Series = {
    var generator = RandomGenerator(seed: 5)
    let wave = [0.0, 1, 3, 6, 8, 9, 9, 7, 5, 3, 1, 0]
    return try! Series(
      (0..<1300).map { [40 + wave[$0 % 12] + generator.nextNormal() + 0.5 * generator.nextNormal()] }, columns: ["x"])
  }()

  private static let forecaster: Forecaster = {
    let data = Forecaster.TrainingData(series, training: 0..<800, validation: 800..<1000)
    let configuration = ForecasterConfiguration(targets: ["x"], window: 48, horizon: 6, season: 12, hiddenSize: 8)
    let forecaster = try! Forecaster(configuration, scaling: data.scaling())
    let recipe = TrainingRecipe(epochs: 6, batchSize: 32, learningRate: 0.01, averaging: 0.9)
    try! forecaster.train(on: data, recipe: recipe)
    return forecaster
  }()

  /// What is said of rows behind those learned from, some of each window hidden.
  private func quantiles(
    asIf thin: ThinWindow?, widening: BandWidening?
  ) throws -> (batch: ForecastBatch, quantiles: [[[Double]]]) {
    let forecaster = try Forecaster(Self.forecaster.configuration, scaling: Self.forecaster.scaling)
    forecaster.network.copyParameters(from: Self.forecaster.network)
    forecaster.widening = widening
    let windows = ForecastWindows(
      [Self.series], scaling: forecaster.scaling, configuration: forecaster.configuration)
    let batch = windows.batch(
      at: (1000..<1294).map { ForecastOrigin(series: 0, target: 0, row: $0) }, asIf: thin)
    return (batch, try forecaster.quantiles(of: batch).map { try #require($0) })
  }

  private func coverage(asIf thin: ThinWindow?, widening: BandWidening?) throws -> Double {
    let (batch, quantiles) = try quantiles(asIf: thin, widening: widening)
    let levels = Self.forecaster.configuration.levels
    let bounds = quantiles.joined().map { (levels.value(of: $0, at: 0.05), levels.value(of: $0, at: 0.95)) }
    let held = zip(bounds, batch.actual).count { ($0.0...$0.1).contains($1) }
    return Double(held) / Double(batch.actual.count)
  }

  @Test(arguments: [
    ThinWindow.short(rows: 24), .short(rows: 12), .short(rows: 6), .short(rows: 3), .stale(rows: 3), .stale(rows: 20),
    .stale(rows: 48),
  ]) func bandsHoldWhatComesAfterFewValues(_ thin: ThinWindow) throws {
    let widening = try #require(Self.forecaster.widening)
    let whole = try coverage(asIf: nil, widening: widening)
    // Of 294 windows that lie over each other one standard error is two of a hundred.
    #expect(abs(try coverage(asIf: thin, widening: widening) - whole) < 0.07, "\(thin)")
  }

  /// Without it they hold too little, so that something was mended; whole windows are as they were, to the bit.
  @Test func wholeWindowsStayAsTheyAre() throws {
    let widening = try #require(Self.forecaster.widening)
    #expect(try quantiles(asIf: nil, widening: widening).quantiles == quantiles(asIf: nil, widening: nil).quantiles)
    #expect(try coverage(asIf: .short(rows: 3), widening: nil) < 0.75)
    #expect(try coverage(asIf: .short(rows: 6), widening: nil) < 0.8)
  }

  @Test func itIsSavedWithTheModel() throws {
    let folder = try TemporaryFolder()
    try Self.forecaster.save(to: folder.path("model"))
    let loaded = try Forecaster(contentsOf: folder.path("model"))
    #expect(loaded.widening == Self.forecaster.widening && loaded.widening != nil)
    let begun = try Series(Self.series[0..<5].map { [$0] }, columns: ["x"])
    #expect(try loaded.forecast(after: begun) == Self.forecaster.forecast(after: begun))
  }

  /// It grows from whole windows to those of fewer values, in what whole ones want; not with the length of an outage.
  @Test func factorsLieBetweenThoseMeasured() throws {
    func knot(_ rows: Int, _ lower: Double, _ upper: Double) -> BandWidening.Knot {
      BandWidening.Knot(rows: rows, factors: .init(lower: lower, upper: upper))
    }
    let widening = BandWidening(
      short: [knot(15, 0.5, 2), knot(7, 1, 1.5), knot(3, 0.9, 8), knot(1, 90, 8)],
      stale: [knot(0, 2, 2), knot(3, 4, 2), knot(6, 3, 1), knot(15, 6, 3)])
    #expect(widening.short == [knot(1, 20, 4), knot(3, 2, 4), knot(7, 2, 1), knot(15, 1, 1)])
    #expect(widening.stale == [knot(0, 1, 1), knot(3, 2, 1), knot(6, 1.5, 1), knot(15, 3, 1.5)])
    func window(_ values: Int, missing: Int = 0) -> [Double] {
      [Double](repeating: .nan, count: 20 - values - missing) + [Double](repeating: 1, count: values)
        + [Double](repeating: .nan, count: missing)
    }
    #expect(widening.factors(after: window(20)) == .none && widening.factors(after: window(15)) == .none)
    #expect(widening.factors(after: window(7)) == .init(lower: 2, upper: 1))
    // Of 1 + 3 and 1 + 7 rows the logarithm of 1 + 4 is a third of the way, nearly.
    let between = widening.factors(after: window(4))
    #expect(between.lower == 2 && abs(between.upper - (4 - 3 * 0.3219)) < 0.001)
    #expect(widening.factors(after: window(1)) == .init(lower: 20, upper: 4))
    #expect(widening.factors(after: window(12, missing: 3)) == .init(lower: 2, upper: 1))
    #expect(widening.factors(after: window(0, missing: 20)) == .init(lower: 3, upper: 1.5))
    // A series that has just begun, and has no value since: as much wider as windows of 4 values are than those of 12.
    let both = widening.factors(after: window(4, missing: 3))
    #expect(abs(both.lower - 2 * 2 / (2 - log2(13.0 / 8))) < 0.001 && abs(both.upper - between.upper) < 0.001)
    let scattered = (0..<28).map { $0 % 7 == 6 ? 1 : Double.nan }
    #expect(widening.factors(after: scattered) == between)
    // Where whole windows want no width nothing is known.
    #expect(BandWidening(short: [knot(9, 0, 1), knot(2, 1, 1)], stale: []).factors(after: window(1)) == .none)
  }

  /// What a file says is looked at first.
  @Test(arguments: [
    (2, 1, 1.0), (-1, 1, 1), (1, Int.max, 1), (1, 1, 2), (1, 2, 0.5), (1, 2, 21), (1, 2, .infinity),
  ]) func whatNobodyMeasuredIsRefused(_ first: Int, _ second: Int, _ factor: Double) throws {
    let number = factor.isFinite ? "\(factor)" : "1e999"
    let knots = [first, second].map { "{\"rows\": \($0), \"factors\": {\"lower\": 1, \"upper\": \(number)}}" }
    let text = "{\"short\": [], \"stale\": [\(knots.joined(separator: ", "))]}"
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(BandWidening.self, from: Data(text.utf8)).validate()
    }
  }

  /// What a window's bounds leave of a quantile is as much of what bands are widened to.
  @Test(arguments: [false, true]) func boundsGoWithTheBands(_ isLogarithmic: Bool) throws {
    let unit = WindowUnit(isLogarithmic: isLogarithmic, usualSpread: nil, isNonnegative: true)
    let scale = try #require(WindowScale([4, 6, 5], unit))
    let factors = SeriesScaling.Calibration(lower: 1.5, upper: 3)
    let widened = scale.widened(by: factors)
    #expect(abs(widened.bounds.upperBound - widened.unscaled(3 * scale.scaled(9))) < 1e-9)
    #expect(widened.unscaled(3 * scale.scaled(8)) > scale.bounds.upperBound)
    #expect(widened.bounds.lowerBound >= 0 && widened.bounds.lowerBound <= 1)
    #expect(scale.widened(by: .none).bounds == scale.bounds)
  }
}
