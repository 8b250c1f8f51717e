import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// Series that memory does not hold.
extension ForecasterTests {
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
}
