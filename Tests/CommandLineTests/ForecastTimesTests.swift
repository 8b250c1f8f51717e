import Foundation
import TestSupport
import Testing

/// `recurrent forecast` on times as people write them, and on frequencies.
@Suite struct ForecastTimesTests {
  private let forecasts = SmallForecasts()
  private var folder: TemporaryFolder { forecasts.folder }
  private var model: String { forecasts.model }

  /// What comes in as +02:00 goes out so, and digits as digits.
  @Test(arguments: [
    ("2024-03-01T%:00+02:00", "2024-03-01T20:00+02:00", "2024-03-01T21:00+02:00"),
    ("2024-03-01 %:00:00Z", "2024-03-01 20:00:00Z", "2024-03-01 21:00:00Z"),
    ("20240301%", "2024030120", "2024030121"), ("%", "1709323200", "1709326800"),
    ("20240301T%0000Z", "20240301T200000Z", "20240301T210000Z"),
  ])
  func timesGoOutAsTheyCameIn(_ form: String, _ first: String, _ second: String) throws {
    let rows = (0..<20).map { hour in
      let time =
        form == "%" ? "\(1_709_251_200 + hour * 3600)" : form.replacing("%", with: (hour < 10 ? "0" : "") + "\(hour)")
      return "\(time),\(hour % 4)\n"
    }
    let file = try folder.write("seen,x\n" + rows.joined(), to: "series.csv")
    let trained = try forecasts.train(file, ["--target", "x"])
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.errors.contains("season 24"), "\(trained.errors)")
    let csv = folder.path("next.csv")
    #expect(try forecasts.predict([file, "--csv", csv]).status == 0)
    let written = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(written.map { $0.prefix { $0 != "," } } == ["seen", first[...], second[...]], "\(written)")
  }

  private func times(of csv: String) throws -> [Substring] {
    try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } }
  }

  /// What the days of many rows said holds for files of few.
  @Test func theOrderOfDayAndMonthIsLearned() throws {
    let (csv, target) = (folder.path("next.csv"), ["--target", "x"])
    let rows = (1...28).map { "\($0 < 10 ? "0" : "")\($0)/04/2024,\($0 % 7)\n" }
    let file = try folder.write("when,x\n" + rows.joined(), to: "many.csv")
    let trained = try forecasts.train(file, target)
    #expect(trained.status == 0 && trained.errors.contains("season 7"), "\(trained.errors)")
    #expect(try forecasts.predict([file, "--csv", csv]).status == 0)
    #expect(try times(of: csv) == ["29/04/2024", "30/04/2024"])
    let few = try folder.write("when,x\n" + rows.prefix(12).joined(), to: "few.csv")
    #expect(try forecasts.predict([few, "--csv", csv]).status == 0)
    #expect(try times(of: csv) == ["13/04/2024", "14/04/2024"])
    let others = rows.prefix(12).map { $0.replacing("/04/", with: "/05/") }
    let open = try folder.write("when,x\n" + (rows.prefix(12) + others).joined(), to: "open.csv")
    expect(try forecasts.train(open, target), status: 65, naming: "open.csv:2", "01/04/2024", "--date-order day-first")
    let given = try forecasts.train(open, target + ["--date-order", "day-first"])
    #expect(given.status == 0 && given.errors.contains("season 7"), "\(given.errors)")
    #expect(try forecasts.train(few, ["--series-rows", "--date-order", "day-first"]).status == 64)
  }

  /// A forecast for Friday and Monday, also from days that are too few to tell.
  @Test func businessDaysAreLearned() throws {
    let csv = folder.path("next.csv")
    let rows = (1...30).filter { ![4, 5, 9, 11, 12, 18, 19, 25, 26].contains($0) }.map {
      "2024-05-\($0 < 10 ? "0" : "")\($0),\($0 % 5)\n"
    }
    let file = try folder.write("Date,Close\n" + rows.joined(), to: "stock.csv")
    let trained = try forecasts.train(file, ["--target", "Close", "--calendar"])
    #expect(trained.status == 0 && trained.errors.contains("season 5"), "\(trained.errors)")
    #expect(try forecasts.predict([file, "--csv", csv]).status == 0)
    #expect(try times(of: csv) == ["2024-05-31", "2024-06-03"])
    let few = try folder.write("Date,Close\n" + rows.prefix(2).joined(), to: "few.csv")
    #expect(try forecasts.predict([few, "--csv", csv]).status == 0)
    #expect(try times(of: csv) == ["2024-05-03", "2024-05-06"])
    let saturday = try folder.write("Date,Close\n" + rows.prefix(3).joined() + "2024-05-04,1\n", to: "saturday.csv")
    expect(try forecasts.predict([saturday]), status: 65, naming: "saturday.csv:5", "weekend")
  }

  private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

  /// - Parameter minutes: the times, in minutes of March.
  private static func table(_ minutes: some Sequence<Int>) -> String {
    "when,x\n"
      + minutes.map { minute in
        let (day, hour) = (1 + minute / 1440, minute / 60 % 24)
        return "2024-03-\(two(day)) \(two(hour)):\(two(minute % 60)),\(minute / 60 % 4)\n"
      }.joined()
  }

  /// A table of days is none for a model of hours, whether these were found or said.
  @Test(arguments: [[], ["--frequency", "hour"]]) func anotherFrequencyIsRefused(_ options: [String]) throws {
    let hours = (0..<60).map { 60 * $0 }
    let file = try folder.write(Self.table(hours), to: "hours.csv")
    let trained = try forecasts.train(file, ["--target", "x"] + options)
    #expect(trained.status == 0, "\(trained.errors)")
    let inspected = try CommandLineTool.run(["inspect", model])
    #expect(inspected.lines.contains { $0.hasPrefix("  frequency") && $0.hasSuffix(" 1h") }, "\(inspected.output)")
    // Missing rows, and clocks that go unevenly where they are rounded, are no other frequency.
    let gaps = try folder.write(Self.table(hours.filter { ![3, 4, 9, 30].contains($0 / 60) }), to: "gaps.csv")
    #expect(try forecasts.predict([gaps]).status == 0)
    let uneven = try folder.write(Self.table(hours.map { $0 + $0 / 60 * 7 % 9 }), to: "uneven.csv")
    #expect(try forecasts.predict([uneven]).status == (options.isEmpty ? 65 : 0))
    for (step, words) in [(1440, "1d apart"), (120, "2h apart"), (15, "15m apart")] {
      let other = try folder.write(Self.table((0..<16).map { 300 + step * $0 }), to: "other.csv")
      for command in ["predict", "evaluate", "anomalies"] {
        let refused = try CommandLineTool.run(["forecast", command, model, other])
        expect(refused, status: 65, naming: "other.csv", words, "1h apart where", "train one")
      }
    }
    let timeless = try folder.write("x\n1\n2\n3\n", to: "timeless.csv")
    #expect(try forecasts.predict([timeless]).status == 0)
  }

  /// Weeks are none for a model of business days, Friday and Monday are.
  @Test func weeksAreNoBusinessDays() throws {
    func table(_ days: [Int]) -> String {
      "Date,Close\n"
        + days.map { "2024-0\($0 < 32 ? 5 : 6)-\(Self.two(($0 - 1) % 31 + 1)),\($0 % 5)\n" }.joined()
    }
    let days = (1...31).filter { ![4, 5, 11, 12, 18, 19, 25, 26].contains($0) }
    #expect(try forecasts.train(folder.write(table(days), to: "stock.csv"), ["--target", "Close"]).status == 0)
    #expect(try forecasts.predict([folder.write(table([3, 6]), to: "few.csv")]).status == 0)
    let weeks = try folder.write(table([3, 10, 17, 24, 31, 38]), to: "weeks.csv")
    expect(try forecasts.predict([weeks]), status: 65, naming: "weeks.csv", "1w apart", "a business day apart")
  }

  /// The reason why there are no times is that of the options or of the file.
  @Test func theCalendarSaysWhyThereAreNoTimes() throws {
    let file = try folder.write("x\n" + (0..<40).map { "\($0 % 4)\n" }.joined(), to: "series.csv")
    let none = try forecasts.train(file, ["--calendar"])
    #expect(none.status == 64 && none.errors.contains("no column holds any"), "\(none.errors)")
    let left = try forecasts.train(file, ["--calendar", "--time-column", "none"])
    #expect(left.status == 64 && left.errors.contains("--time-column none leaves them out"), "\(left.errors)")
  }

  @Test func digitsThatMayBeTimesAreAskedFor() throws {
    let rows = (0..<40).map { "\(1_709_251_200 + $0 * 3600 + $0 * $0),\($0 % 4)\n" }
    let file = try folder.write("count,x\n" + rows.joined(), to: "series.csv")
    expect(try forecasts.train(file, ["--target", "x"]), status: 65, naming: "\"count\"", "--time-column none")
    #expect(try forecasts.train(file, ["--target", "x", "--time-column", "none"]).status == 0)
    #expect(try forecasts.predict([file]).lines.count == 2)
  }

  /// Each file of a folder is right by itself: it is not said that a forecaster learned from one of them.
  @Test func aFolderOfMixedFrequenciesIsRefused() throws {
    try FileManager.default.createDirectory(atPath: folder.path("mixed"), withIntermediateDirectories: true)
    for (name, step) in [("a", 60), ("b", 1440), ("c", 1440)] {
      _ = try folder.write(Self.table((0..<20).map { step * $0 }), to: "mixed/\(name).csv")
    }
    let refused = try forecasts.train(folder.path("mixed"), ["--target", "x"])
    expect(
      refused, status: 65, naming: "mixed/a.csv", "\"a\": rows are 1h apart, most of the others' are 1d",
      "a forecaster for each", "--frequency")
    #expect(!refused.errors.contains("learned"), "\(refused.errors)")
  }

  /// Paths say when they are too.
  @Test func pathsHaveTimes() throws {
    let rows = (1...28).map { "2024-02-\(Self.two($0)),\($0 % 7)\n" }
    let file = try folder.write("when,x\n" + rows.joined(), to: "days.csv")
    #expect(try forecasts.train(file, ["--target", "x"]).status == 0)
    let told = try forecasts.predict([file, "--paths", "1", "--json"])
    #expect(try told.json()["times"] as? [String] == ["2024-02-29", "2024-03-01"], "\(told)")
  }
}
