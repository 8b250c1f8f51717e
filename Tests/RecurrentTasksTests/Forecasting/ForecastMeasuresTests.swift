import RecurrentTasks
import Testing

/// The measures of forecasts, against values worked out by hand.
@Suite struct ForecastMeasuresTests {
  private let forecast = [1.0, 2, 4, 0]
  private let actual = [2.0, 2, .nan, 0]

  @Test func errorsLeaveGapsOut() {
    #expect(ForecastMeasures.mse(forecast, actual: actual) == 1.0 / 3)
    #expect(ForecastMeasures.mae(forecast, actual: actual) == 1.0 / 3)
    #expect(ForecastMeasures.smape(forecast, actual: actual) == 200.0 / 3 / 3)
    #expect(ForecastMeasures.mse([1], actual: [.nan]) == nil)
  }

  @Test func theScaleIsTheErrorOfTheSeasonBefore() {
    #expect(ForecastMeasures.scale(of: [1, 5, 2, 7], season: 2) == 1.5)
    #expect(ForecastMeasures.scale(of: [1, 5, .nan, 7], season: 2) == 2)
    #expect(ForecastMeasures.scale(of: [1, 2, 4], season: 3) == 1.5)
    #expect(ForecastMeasures.scale(of: [3, 3, 3], season: 1) == nil)
    #expect(ForecastMeasures.scale(of: [], season: 1) == nil)
  }

  @Test func intervalsPayForWidthAndForWhatIsOutside() {
    let (lower, upper, actual) = ([0.0, 0, 0], [1.0, 1, 1], [0.5, -1, 3])
    // Width 1, and 2 / 0.1 of the distances 1 and 2.
    #expect(abs(ForecastMeasures.intervalScore(lower: lower, upper: upper, level: 0.9, actual: actual)! - 21) < 1e-9)
    #expect(ForecastMeasures.coverage(lower: lower, upper: upper, actual: actual) == 1.0 / 3)
    #expect(ForecastMeasures.coverage(lower: lower, upper: upper, actual: [1, .nan, 0]) == 1)
  }

  @Test func quantilesPayByTheirSide() {
    #expect(ForecastMeasures.pinball([0, 0], level: 0.9, actual: [1, -1]) == (0.9 + 0.1) / 2)
    // Of a point, every quantile of which is the point, CRPS is the absolute error.
    let point = [0.1, 0.5, 0.9].map { (level: $0, values: [3.0]) }
    #expect(abs(ForecastMeasures.crps(point, actual: [5])! - 2) < 1e-12)
    #expect(ForecastMeasures.crps([], actual: [5]) == nil)
  }
}
