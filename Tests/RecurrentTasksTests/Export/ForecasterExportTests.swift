import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// A forecaster's ONNX file says what the forecaster does, whatever it reads.
@Suite struct ForecasterExportTests {
  private static let window = 9
  private static let horizon = 5

  /// A hundred rows of two targets, a column that is read and one that is known ahead; then the horizon, of which the last
  /// alone is known.
  private static func series(
    jumps: Bool, start: CivilTime, _ frequency: Frequency, statics: [String] = ["red", "large"]
  ) throws -> Series {
    let rows = (0..<(100 + horizon)).map { row -> [Double] in
      let known = Double(row * row % 11) - 4
      guard row < 100 else { return [.nan, .nan, .nan, known] }
      // After the rows that are scaled by.
      let level = jumps && row >= 95 ? 500.0 : 0
      return [1000 + level + Double(row * 7 % 17), Double(row * 5 % 13) - 6, Double(row % 5) * 100, known]
    }
    return try Series(
      rows, columns: ["a", "b", "y", "k"], timeline: Timeline(start: start, frequency: frequency),
      statics: statics)
  }

  private static func configuration(_ cell: Cell?, _ calendar: CalendarFeatures?) -> ForecasterConfiguration {
    ForecasterConfiguration(
      targets: ["a", "b"], columns: ["y"], known: ["k"],
      statics: cell == nil
        ? [] : [.init("colour", values: ["blue", "red", "white"]), .init("size", values: ["large"])],
      calendar: calendar, window: window, horizon: horizon, season: 4, cell: cell, hiddenSize: 7, layers: 2,
      ensemble: 2)
  }

  private func expectAlike(_ forecaster: Forecaster, _ series: Series) throws {
    forecaster.drawWeights()
    forecaster.calibration = .init(lower: 0.5, upper: 2)
    forecaster.trust = 0.8
    try expectExportAlike(forecaster, series, rows: 100, statics: [1, 0])
  }

  @Test(arguments: [Cell.lstm, .gruResetAfter, nil], [false, true]) func ofSeveralTargets(cell: Cell?, jumps: Bool)
    throws
  {
    let start = CivilTime(year: 2023, month: 11, day: 24)!
    let series = try Self.series(jumps: jumps, start: start, .daily, statics: cell == nil ? [] : ["red", "large"])
    // The horizon has the 29th of February, and a holiday.
    let holidays: Set = [CivilTime(year: 2024, month: 3, day: 4)!.dayNumber]
    let configuration = Self.configuration(cell, CalendarFeatures(for: .daily, holidays: holidays))
    let scaling = try SeriesScaling(series, rows: 0..<80)
    let unshifted = series.column(0, rows: 91..<100)
    #expect((unshifted.withoutShifts(scaling.unit(of: 0)) != unshifted) == jumps)
    try expectAlike(Forecaster(configuration, scaling: scaling), series)
  }

  /// Where several were learned from there is no usual spread.
  @Test func ofManySeries() throws {
    let start = CivilTime(year: 1969, month: 12, day: 30, hour: 5)!
    let series = try Self.series(jumps: false, start: start, .hourly)
    let scaling = try SeriesScaling([(series, 0..<80), (series, 10..<90)])
    #expect(scaling.usualSpreads == nil)
    try expectAlike(Forecaster(Self.configuration(.rnn, CalendarFeatures(for: .hourly)), scaling: scaling), series)
  }

  /// Of every cycle, on days of leap years and others, before 1970 and in other centuries.
  @Test(arguments: [1, 1899, 1900, 1904, 1968, 1969, 1972, 2000, 2023, 2024, 2100])
  func theCalendar(year: Int) throws {
    let start = CivilTime(year: year, month: 1, day: 1)!.seconds
    let times = stride(from: 0, to: 366 * 86_400, by: 86_399 / 2).map { CivilTime(seconds: start + $0) }
    for calendar in [CalendarFeatures(for: .hourly), .init(for: .daily, holidays: []), .init(for: .monthly)] {
      var builder = ONNXBuilder(name: "calendar")
      let seconds = builder.input("times", .int64, [.symbol("batch"), .symbol("steps")])
      builder.output(
        builder.features(of: calendar, seconds), as: "output", .float32,
        [.symbol("batch"), .symbol("steps"), .size(calendar.count)])
      let model = try ONNXModel(builder, path: "calendar")
      let given = ONNXTensor(integers: times.map { Int64($0.seconds) }, shape: [1, times.count])
      let found = try model.run(["times": given])["output"]!.floats
      for (index, expected) in times.flatMap({ calendar.values(at: $0) }).enumerated() {
        // A few roundings of an angle of up to 2 π.
        guard abs(found[index] - expected) > 2e-6 else { continue }
        Issue.record("\(times[index / calendar.count]): \(found[index]), expected \(expected)")
      }
    }
  }
}
