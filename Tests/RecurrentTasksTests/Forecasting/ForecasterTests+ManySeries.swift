import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// One network for many series and targets, and what is said of each.
extension ForecasterTests {
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

  /// What came may be a whole file, the history in it: rows belong together by their times.
  @Test func whatCameIsFoundByItsTime() throws {
    func days(_ rows: Range<Int>) throws -> Series {
      let start = try #require(CivilTime(year: 2024, month: 1, day: 1))
      let timeline = Timeline(start: start, frequency: .daily)
      return try Series(
        rows.map { [Double($0 * $0 % 11)] }, columns: ["x"], timeline: timeline.beginning(at: rows.lowerBound))
    }
    let history = try days(0..<40)
    let configuration = ForecasterConfiguration(targets: ["x"], window: 8, horizon: 3, hiddenSize: 4)
    let forecaster = try Forecaster(configuration, scaling: SeriesScaling(history, rows: 0..<40))
    func figures(_ actual: Series) throws -> ForecastFigures {
      try forecaster.evaluate(after: SeriesCollection([history]), actual: SeriesCollection([actual]))
    }
    let expected = try figures(days(40..<43))
    #expect(try figures(days(0..<60)) == expected && figures(days(37..<43)) == expected)
    #expect(
      throws: ForecastError.notFollowed(
        path: "series", name: "series", wanted: "2024-02-10", found: "2024-02-11 to 2024-02-20")
    ) { try figures(days(41..<51)) }
    #expect(throws: ForecastError.self) { try figures(days(0..<40)) }
    #expect(
      throws: ForecastError.tooShort(
        path: "series", part: "of series \"series\" after the forecast's beginning", rows: 2, needed: 3)
    ) { try figures(days(30..<42)) }
  }

  /// What was learned of hours says nothing of days. Where no times are known nobody can tell.
  @Test func rowsOfAnotherFrequencyAreRefused() throws {
    func series(_ frequency: Frequency?, name: String = "series") throws -> Series {
      let timeline = frequency.map { Timeline(start: CivilTime(seconds: 0), frequency: $0) }
      return try Series((0..<60).map { [Double($0 * $0 % 11)] }, columns: ["x"], name: name, timeline: timeline)
    }
    let (hours, days) = (try series(.hourly), try series(.daily, name: "days"))
    let configuration = ForecasterConfiguration(targets: ["x"], window: 8, horizon: 3, hiddenSize: 4)
    let data = Forecaster.TrainingData(hours, training: 0..<40)
    let recipe = TrainingRecipe(epochs: 1, batchSize: 16)
    func trained(on data: Forecaster.TrainingData) throws -> Forecaster {
      let forecaster = try Forecaster(configuration, scaling: data.scaling())
      try forecaster.train(on: data, recipe: recipe)
      try forecaster.save(to: folder.path("model"))
      return try Forecaster(contentsOf: folder.path("model"))
    }
    let forecaster = try trained(on: data)
    #expect(forecaster.frequency == .hourly)
    #expect(try ModelSummary(contentsOf: folder.path("model")).settings.contains(Setting("frequency", .text("1h"))))
    let refused = ForecastError.otherFrequency(path: "days", name: "days", found: .daily, expected: .hourly)
    #expect("\(refused)".contains("1d apart") && "\(refused)".contains("1h apart"))
    #expect(throws: refused) { try forecaster.forecast(after: days) }
    #expect(throws: refused) { try forecaster.evaluate(on: days) }
    #expect(throws: refused) { try forecaster.surprises(in: days) }
    #expect(throws: refused) { try forecaster.paths(after: days, count: 1) }
    #expect(throws: refused) { try forecaster.sections(on: [days]) { _ in 0..<0 } }
    #expect(throws: refused) { try ForecastStream(forecaster, after: days) }
    #expect(throws: refused) {
      try forecaster.evaluate(after: SeriesCollection([hours]), actual: SeriesCollection([days]))
    }
    #expect(throws: ForecastError.mixedFrequencies(path: "days", name: "days", found: .daily, others: .hourly)) {
      try trained(on: Forecaster.TrainingData(SeriesCollection([hours, days])) { _ in (0..<40, 0..<0) })
    }
    #expect(try forecaster.forecast(after: hours) == forecaster.forecast(after: series(nil)))
    // Of a folder that does not say, and after a training on other rows.
    forecaster.frequency = nil
    try forecaster.save(to: folder.path("earlier"))
    #expect(try Forecaster(contentsOf: folder.path("earlier")).forecast(after: days).count == 1)
    try forecaster.train(on: Forecaster.TrainingData(days, training: 0..<40), recipe: recipe)
    #expect(forecaster.frequency == .daily)
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
}
