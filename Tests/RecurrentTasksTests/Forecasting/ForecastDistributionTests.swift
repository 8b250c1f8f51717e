import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// Distributions of known forms: their functions, their losses, and forecasters that learn them.
@Suite struct ForecastDistributionTests {
  private static let unit = WindowUnit(isLogarithmic: false, usualSpread: nil)
  /// Deviation 2, last value 5.
  private static let scale = WindowScale([1, 5, 1, 5], unit)!
  private static let logarithmic = WindowScale([2, 4, 8, 4], WindowUnit(isLogarithmic: true, usualSpread: nil))!

  private func distribution(
    _ form: ForecastDistribution, _ parameters: [Double], _ scale: WindowScale = scale
  ) -> StepDistribution {
    StepDistribution(form, parameters[...], scale)
  }

  // MARK: Functions

  @Test func gammaFunctions() {
    // Γ(1/2) = √π, Γ(n + 1) = n!, ψ(1) = −γ, ψ(1/2) = −γ − 2 ln 2.
    let gamma = 0.577_215_664_901_532_86
    #expect(abs(logGamma(0.5) - 0.5 * log(Double.pi)) < 1e-13)
    #expect(abs(logGamma(1)) < 1e-13 && abs(logGamma(21) - log(2_432_902_008_176_640_000)) < 1e-12)
    #expect(abs(logGamma(1e6) - lgamma(1e6)) < 1e-8)
    #expect(abs(digamma(1) + gamma) < 1e-13 && abs(digamma(0.5) + gamma + 2 * log(2)) < 1e-13)
  }

  /// Printed tables, and that what is below a quantile is its level.
  @Test func quantilesOfKnownTables() {
    for (level, value) in [
      (0.975, 1.959_963_984_540_054), (0.999, 3.090_232_306_167_813), (0.5, 0), (1e-10, -6.361_340_902_404_056),
    ] {
      #expect(abs(NormalDistribution.quantile(level) - value) < 1e-9, "\(level)")
    }
    for (freedom, value) in [(3.0, 3.182_446_305_284_263), (5, 2.570_581_835_636_314), (10, 2.228_138_851_964_939)] {
      let student = StudentDistribution(freedom: freedom)
      #expect(abs(student.quantile(0.975) - value) < 1e-9 && abs(student.quantile(0.025) + value) < 1e-9)
      for t in [0.1, 1, 4, 30] { #expect(abs(student.quantile(student.probability(below: t)) - t) < 1e-6 * t) }
    }
    // Of shape 1 the distribution is geometric: P(k or less) = 1 − (m / (1 + m))^(k + 1).
    let geometric = CountDistribution(mean: 4, shape: 1)
    for level in [0.05, 0.5, 0.95, 0.999] {
      #expect(geometric.quantile(level) == max(0, (log(1 - level) / log(0.8) - 1).rounded(.up)), "\(level)")
    }
    #expect(CountDistribution(mean: 1e-6, shape: 1e-6).quantile(0.9) == 0)
    // Nearly the same on both sides of what is summed and what is searched for.
    for level in [0.025, 0.5, 0.975] {
      let (summed, searched) = (
        CountDistribution(mean: 49.99, shape: 0.1).quantile(level),
        CountDistribution(mean: 50, shape: 0.1).quantile(level)
      )
      #expect(abs(summed - searched) <= 1, "\(level) \(summed) \(searched)")
    }
    // Of shape 1 again, where it is searched for.
    let large = CountDistribution(mean: 5000, shape: 1)
    #expect(large.quantile(0.9) == (log(0.1) / log(5000.0 / 5001) - 1).rounded(.up))
  }

  // MARK: Losses

  /// exp(−loss) sums to 1, and has the mean and the variance that the parameters say.
  @Test func likelihoodsAreThoseOfTheForms() {
    func moments(_ values: [Double], _ step: Double, _ loss: (Double) -> Double) -> (Double, Double, Double) {
      let masses = values.map { exp(-loss($0)) * step }
      let sum = masses.reduce(0, +)
      let mean = zip(values, masses).reduce(0) { $0 + $1.0 * $1.1 }
      return (sum, mean, zip(values, masses).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 })
    }
    // In units of the window: 5 + 2 z.
    let grid = (-40_000...40_000).map { 5 + 2 * Double($0) / 2000 }
    let gaussian = moments(grid, 1.0 / 2000) { distribution(.gaussian, [0.5, 0.7]).loss($0).loss }
    #expect(abs(gaussian.0 - 1) < 1e-9 && abs(gaussian.1 - 6) < 1e-8 && abs(gaussian.2 - 4 * 0.49) < 1e-8)
    // Beyond 30 units an outlier counts as 30; of 8 degrees 1e-9 lies there.
    let student = moments(grid, 1.0 / 2000) { distribution(.studentT, [0.5, 0.7, 8]).loss($0).loss }
    #expect(abs(student.0 - 1) < 1e-6 && abs(student.1 - 6) < 1e-5 && abs(student.2 - 4 * 0.49 * 8 / 6) < 1e-3)
    let counts = (0..<4000).map(Double.init)
    let large = moments(counts, 1) { distribution(.negativeBinomial, [10, 0.3]).loss($0).loss }
    let mean = 25 + log1p(exp(-25.0))
    #expect(abs(large.0 - 1) < 1e-9 && abs(large.1 - mean) < 1e-7 && abs(large.2 - (mean + 0.3 * mean * mean)) < 1e-5)
    let grown = moments(counts, 1) { distribution(.negativeBinomial, [1.5, 0.2], Self.logarithmic).loss($0).loss }
    let expected = 4 * exp(1.5 * Self.logarithmic.spread)
    #expect(abs(grown.0 - 1) < 1e-9 && abs(grown.1 - expected) < 1e-7)
  }

  /// Against central differences in Float64: h² of the third derivative, and rounding over h.
  @Test(arguments: ForecastDistribution.allCases) func slopes(_ form: ForecastDistribution) {
    for scale in [Self.scale, Self.logarithmic] {
      for actual in [0.0, 3, 7, 40] {
        for parameters in [[0.3, 0.6, 4], [-1.2, 2, 2.5], [4, 0.05, 30]] {
          let here = Array(parameters.prefix(form.parameterCount))
          let slopes = distribution(form, here, scale).loss(actual).slopes
          #expect(slopes.count == here.count)
          for place in here.indices {
            let h = 1e-5 * max(1, abs(here[place]))
            func loss(_ offset: Double) -> Double {
              var moved = here
              moved[place] += offset
              return distribution(form, moved, scale).loss(actual).loss
            }
            let slope = (loss(h) - loss(-h)) / (2 * h)
            #expect(
              abs(slopes[place] - slope) < 1e-5 * max(1, abs(slope)),
              "\(form) \(actual) \(here) \(place): \(slopes[place]) \(slope)")
          }
        }
      }
    }
  }

  /// Of some windows at once, with gaps and a window of nothing, and the slopes that go to the network.
  @Test func theLossIsTheMeanOverWhatCame() throws {
    let series = try Series((0..<40).map { [Double($0 * 7 % 5)] }, columns: ["x"])
    let configuration = ForecasterConfiguration(
      targets: ["x"], window: 6, horizon: 2, hiddenSize: 4, distribution: .studentT)
    let data = Forecaster.TrainingData(series, training: 0..<40)
    let loss = try ForecastLoss(data, scaling: data.scaling(), configuration: configuration)
    let windows = try ForecastWindows([series], scaling: data.scaling(), configuration: configuration)
    // Of the last origin one row is not there yet.
    let batch = windows.batch(at: [0, 12, 39].map { ForecastOrigin(series: 0, target: 0, row: $0) })
    let parameters = (0..<18).map { place -> Float in
      let freedom: Float = place % 3 == 2 ? 2 : 0
      return 1 + 0.1 * Float(place) + freedom
    }
    let found = Tensor(parameters).reshaped([3, 2, 3])
    let (value, gradients) = gradients(at: [found]) { loss($0[0], batch) }
    var expected = 0.0
    for (step, row) in [(2, 1), (3, 1), (4, 2)] {
      let parameters = found.scalars[(3 * step)..<(3 * step + 3)].map(Double.init)
      expected += distribution(.studentT, parameters, batch.scales[row]!).loss(batch.actual[step]).loss / 5
    }
    #expect(abs(Double(value.item) - expected) < 1e-6)
    #expect(gradients[0].scalars.enumerated().allSatisfy { ($1 != 0) == (6..<15).contains($0) })
  }

  // MARK: Forecasters

  private let recipe = TrainingRecipe(
    epochs: 4, trainingSteps: 300, batchSize: 32, learningRate: 0.01, schedule: .cosine, clip: 1, averaging: 0.9)

  private func series(_ form: ForecastDistribution) throws -> Series {
    var generator = RandomGenerator(seed: 5)
    return try Series(
      (0..<1600).map { row in
        let wave = sin(Double(row) * Double.pi / 6)
        switch form {
        case .gaussian: return [10 * wave + generator.nextNormal()]
        // A normal number over the root of a mean of four squares: four degrees.
        case .studentT:
          let squares = (0..<4).reduce(0.0) { sum, _ in
            let number = generator.nextNormal()
            return sum + number * number
          }
          return [10 * wave + generator.nextNormal() / (squares / 4).squareRoot()]
        // Geometric, of mean 3 + 2 wave: nothing at all is the most likely.
        case .negativeBinomial:
          let mean = 3 + 2 * wave
          return [(log(1 - generator.nextUnit()) / log(mean / (1 + mean))).rounded(.down)]
        }
      }, columns: ["x"])
  }

  private func trained(_ form: ForecastDistribution, _ series: Series) throws -> Forecaster {
    let configuration = ForecasterConfiguration(
      targets: ["x"], window: 24, horizon: 4, season: 12, hiddenSize: 8, dropout: 0, ensemble: 2, distribution: form)
    let data = Forecaster.TrainingData(series, training: 0..<1000, validation: 1000..<1200)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    try forecaster.train(on: data, recipe: recipe)
    return forecaster
  }

  @Test(arguments: ForecastDistribution.allCases) func theyAreLearned(_ form: ForecastDistribution) throws {
    let series = try series(form)
    let forecaster = try trained(form, series)
    let figures = try forecaster.evaluate(on: series, bands: [0.5])
    // 400 values; of counts a band holds its bounds too.
    let most = form == .negativeBinomial ? 0.97 : 0.94
    #expect((0.85...most).contains(figures.bands.coverage), "\(figures.bands)")
    #expect(figures.forecaster.mae < 0.9 * figures.persistence.mae, "\(figures)")
    #expect(figures.bands.crps < figures.forecaster.mae && figures.bands.msis! < 20)
    let forecast = try forecaster.forecast(after: series)[0]
    for step in forecast.quantiles { #expect(step == step.sorted() && step.allSatisfy(\.isFinite)) }
    if form == .negativeBinomial {
      #expect(forecast.quantiles.joined().allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    }
    // Of any quantile something is known.
    let far = try forecaster.forecast(after: series, levels: [0.001, 0.999])[0]
    for step in far.quantiles { #expect(step.count == 11 && step == step.sorted() && step[10] > step[9]) }
    #expect(far.values == forecast.values)
    #expect(try forecaster.evaluate(on: series, bands: [0.998]).bands.others[0].coverage > 0.98)
    // What is far beyond is found.
    var values = series.column(0, rows: 0..<1600)
    values[1500] += 200
    let surprises = try forecaster.surprises(
      in: Series(values.map { [$0] }, columns: ["x"]), rows: 1400..<1501, band: 0.99)
    #expect(surprises.max { $0.score < $1.score }?.row == 1500)
    try forecaster.calibrate(on: Forecaster.TrainingData(series, training: 0..<1000, validation: 1000..<1200))
    #expect((0.86...0.97).contains(try forecaster.evaluate(on: series, rows: 1000..<1200).bands.coverage))
  }

  @Test(arguments: ForecastDistribution.allCases) func savedTheySayTheSame(_ form: ForecastDistribution) throws {
    let folder = try TemporaryFolder()
    let series = try series(form)
    let forecaster = try trained(form, series)
    try forecaster.save(to: folder.path("model"))
    let loaded = try Forecaster(contentsOf: folder.path("model"))
    #expect(loaded.configuration.distribution == form)
    #expect(try loaded.forecast(after: series) == forecaster.forecast(after: series))
    #expect(try loaded.paths(after: series, count: 3) == forecaster.paths(after: series, count: 3))
    var stream = try ForecastStream(
      loaded, after: Series((0..<1599).map { [series[$0..<($0 + 1)][0]] }, columns: ["x"]))
    #expect(try stream.append(series[1599..<1600])[0].quantiles == forecaster.forecast(after: series)[0].quantiles)
    try expectExportAlike(forecaster, series, rows: 1600)
  }

  @Test func onlyCountsAreCounts() throws {
    var values = (0..<60).map { [Double($0 % 4)] }
    values[7] = [1.5]
    let series = try Series(values, columns: ["sold"])
    let configuration = ForecasterConfiguration(
      targets: ["sold"], window: 6, horizon: 2, hiddenSize: 4, distribution: .negativeBinomial)
    let forecaster = try Forecaster(configuration, scaling: SeriesScaling(series, rows: 0..<60))
    #expect(throws: ForecastError.notCount(path: "series", row: 7, column: "sold", value: 1.5)) {
      try forecaster.train(on: Forecaster.TrainingData(series, training: 0..<60))
    }
  }

  // MARK: Paths

  /// Each row of many paths is spread as the forecast says; each follows from those before it: of a walk the steps add up.
  @Test func pathsFollowTheDistribution() throws {
    var generator = RandomGenerator(seed: 9)
    var level = 0.0
    let series = try Series(
      (0..<1500).map { _ in
        level += generator.nextNormal()
        return [level]
      }, columns: ["x"])
    let configuration = ForecasterConfiguration(
      targets: ["x"], window: 12, horizon: 6, hiddenSize: 8, dropout: 0, distribution: .gaussian)
    let data = Forecaster.TrainingData(series, training: 0..<1200, validation: 1200..<1400)
    let forecaster = try Forecaster(configuration, scaling: data.scaling())
    try forecaster.train(on: data, recipe: recipe)
    let paths = try forecaster.paths(after: series, count: 400, seed: 3)[0]
    #expect(paths.count == 400 && paths.allSatisfy { $0.count == 6 && $0.allSatisfy(\.isFinite) })
    #expect(try forecaster.paths(after: series, count: 400, seed: 3)[0] == paths)
    #expect(try forecaster.paths(after: series, count: 400, seed: 4)[0] != paths)
    // Sums over series need chance of its own for each, which changes no quantile.
    let numbers = series.column(0, rows: 0..<series.rowCount)
    let others = try forecaster.paths(
      after: Series(numbers.map { [$0] }, columns: ["x"], name: "another"), count: 400, seed: 3)[0]
    #expect(others != paths)
    #expect(others.map { $0[5] }.sorted() == paths.map { $0[5] }.sorted())
    let forecast = try forecaster.forecast(after: series)[0]
    for level in [0.1, 0.5, 0.9] {
      // A rank is a four hundredth; between two quantiles the forecast is on a line.
      for step in 0..<6 {
        let share = Double(paths.filter { $0[step] <= forecast[level][step] }.count) / 400
        #expect(abs(share - level) <= 1.0 / 400, "\(level) \(step) \(share)")
      }
    }
    func deviation(_ step: Int) -> Double {
      let values = paths.map { $0[step] }
      let mean = values.reduce(0, +) / 400
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 400).squareRoot()
    }
    // √6 of a walk.
    #expect((1.6...3.4).contains(deviation(5) / deviation(0)), "\(deviation(0)) \(deviation(5))")
    // Two rows on the way have more to do with each other than the first with the last.
    func correlation(_ step: Int, _ other: Int) -> Double {
      let (a, b) = (paths.map { $0[step] }, paths.map { $0[other] })
      let (meanA, meanB) = (a.reduce(0, +) / 400, b.reduce(0, +) / 400)
      let product = zip(a, b).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) } / 400
      return product / deviation(step) / deviation(other)
    }
    // √(5/6) and √(1/6) of a walk; of 400 draws a deviation of at most 0.05.
    #expect(abs(correlation(4, 5) - 0.91) < 0.15 && abs(correlation(0, 5) - 0.41) < 0.2)
    // Few of them are as any few of many.
    #expect(try forecaster.paths(after: series, count: 7, seed: 3)[0].count == 7)
  }
}
