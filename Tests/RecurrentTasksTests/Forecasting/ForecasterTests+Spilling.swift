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

  /// Rows keep the numbers that they have in the file, those that are missing between its times among them.
  @Test(arguments: [false, true])
  func aPictureNeedsNoMoreThanTheTail(hasTimes: Bool) throws {
    let forecaster = try trained(recipe: TrainingRecipe(epochs: 1, batchSize: 64))
    let lines = (0..<6000).filter { !hasTimes || $0 % 100 != 99 }.map { row in
      "\(CivilTime(seconds: row * 3600)),\(Double((row * row) % 31) / 4)"
    }
    let path = try folder.write("time,wave\n" + lines.joined(separator: "\n") + "\n", to: "long.csv")
    var layout = SeriesLayout(columns: ["wave"])
    layout.looksForTimes = hasTimes
    let pictures = try [nil, forecaster.pictureTail].map { tail in
      layout.tail = tail
      let collection = try SeriesCollection(contentsOf: path, layout: layout)
      #expect((collection.series[0].rowCount < 4000) == (tail != nil))
      return forecaster.picture(of: collection, [try forecaster.forecast(after: collection.series[0])]).text
    }
    #expect(pictures[0] == pictures[1])
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
