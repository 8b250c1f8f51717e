import Foundation
import RecurrentTasks
import TestSupport
import Testing

/// Forecasts by rules.
@Suite struct ForecastBaselineTests {
  /// A level that grows by 3% a season of four places, of 1, 2, 3 and 2 times it.
  private static let seasonal = (0..<32).map { time in
    10 * pow(1.03, Double(time) / 4) * [0.5, 1, 1.5, 1][time % 4]
  }

  @Test func rulesOfOneLine() {
    #expect(ForecastBaseline.naive.forecast(after: [1, 4, .nan], horizon: 2, season: 1) == [4, 4])
    #expect(ForecastBaseline.seasonalNaive.forecast(after: [1, 2, 3, 4, 5], horizon: 4, season: 3) == [3, 4, 5, 3])
    // From 1 at 0 to 4 at 2: 1.5 a step, and a step has gone by since.
    #expect(ForecastBaseline.drift.forecast(after: [1, 9, 4, .nan], horizon: 2, season: 1) == [7, 8.5])
  }

  @Test func aGapIsFilledByTheSeasonBefore() {
    #expect(
      ForecastBaseline.seasonalNaive.forecast(after: [1, 2, 3, .nan, .nan, 6], horizon: 3, season: 3) == [1, 2, 6])
    #expect(ForecastBaseline.seasonalNaive.forecast(after: [.nan, 7], horizon: 2, season: 2) == [7, 7])
  }

  @Test(arguments: ForecastBaseline.allCases) func everyRuleTakesAnyHistory(_ baseline: ForecastBaseline) {
    #expect(baseline.forecast(after: [.nan, .nan], horizon: 2, season: 1) == nil)
    #expect(baseline.forecast(after: [], horizon: 2, season: 4) == nil)
    let constant = [Double](repeating: 5, count: 40)
    for value in baseline.forecast(after: constant, horizon: 3, season: 4)! { #expect(abs(value - 5) < 1e-9) }
    let odd = (0..<40).map { $0 % 9 == 0 ? Double($0 % 4) - 1 : .nan }
    #expect(baseline.forecast(after: odd, horizon: 5, season: 4)!.allSatisfy { $0.isFinite })
    #expect(baseline.forecast(after: [2], horizon: 1, season: 12) == [2])
  }

  @Test func theSeasonIsTakenOutAndPutBack() throws {
    let truth = (32..<36).map { time in 10 * pow(1.03, Double(time) / 4) * [0.5, 1, 1.5, 1][time % 4] }
    for baseline in [ForecastBaseline.naive2, .exponentialSmoothing, .theta] {
      let forecast = try #require(baseline.forecast(after: Self.seasonal, horizon: 4, season: 4))
      // A season of growth at most is missed.
      for (found, right) in zip(forecast, truth) { #expect(abs(found / right - 1) < 0.04, "\(baseline)") }
    }
    let theta = try #require(ForecastBaseline.theta.forecast(after: Self.seasonal, horizon: 4, season: 4))
    let naive2 = try #require(ForecastBaseline.naive2.forecast(after: Self.seasonal, horizon: 4, season: 4))
    // Theta follows the growth, by half of the line's slope.
    #expect(theta[3] > naive2[3])
  }

  /// With values at or below zero the season is added.
  @Test func aSeasonOfTermsIsFound() throws {
    let history = (0..<30).map { [-1.0, 0, 4][$0 % 3] }
    let forecast = try #require(ForecastBaseline.naive2.forecast(after: history, horizon: 3, season: 3))
    for (found, right) in zip(forecast, [-1.0, 0, 4]) { #expect(abs(found - right) < 1e-9) }
  }

  /// Noise has no season, so that the last value is repeated.
  @Test func noSeasonIsFoundInNoise() {
    let noise: [Double] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3]
    #expect(ForecastBaseline.naive2.forecast(after: noise, horizon: 2, season: 4) == [3, 3])
  }

  /// Hours read as minutes have 59 gaps between two values.
  @Test(.timeLimit(.minutes(1))) func gapsOfALongSeasonTakeNoTime() {
    let history = (0..<17_280).map { $0 % 60 == 0 ? Double($0 / 60 % 24) : .nan }
    for _ in 0..<40 { #expect(ForecastBaseline.naive2.forecast(after: history, horizon: 1, season: 1440) == [23]) }
  }

  /// The figures that the M4 competition published, of all hourly series.
  @Test(.enabled(if: HourlyCompetition.isThere, "../shared/data/m4 is not there"))
  func theCompetitionsFigures() throws {
    let series = try HourlyCompetition.series()
    func figures(_ baseline: ForecastBaseline) -> (smape: Double, mase: Double) {
      var (smape, mase) = (0.0, 0.0)
      for (history, actual) in series {
        let forecast = baseline.forecast(after: history, horizon: actual.count, season: 24)!
        smape += ForecastMeasures.smape(forecast, actual: actual)!
        mase +=
          ForecastMeasures.mae(forecast, actual: actual)! / ForecastMeasures.scale(of: history, season: 24)!
      }
      return (smape / Double(series.count), mase / Double(series.count))
    }
    let naive2 = figures(.naive2)
    let seasonal = figures(.seasonalNaive)
    #expect(abs(naive2.smape - 18.383) < 5e-4 && abs(naive2.mase - 2.395) < 5e-4)
    #expect(abs(seasonal.smape - 13.912) < 5e-4 && abs(seasonal.mase - 1.193) < 5e-4)
  }
}

/// The hourly series of the M4 competition, which are not part of the project.
private enum HourlyCompetition {
  static let isThere = SharedData.exists("m4/Hourly-train.csv")

  static func series() throws -> [(history: [Double], actual: [Double])] {
    Array(zip(try rows("m4/Hourly-train.csv"), try rows("m4/Hourly-test.csv")))
  }

  private static func rows(_ name: String) throws -> [[Double]] {
    try String(contentsOfFile: SharedData.path(name), encoding: .utf8).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").dropFirst().compactMap { Double($0.filter { $0 != "\"" }) }
    }
  }
}
