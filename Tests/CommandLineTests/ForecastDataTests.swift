import Foundation
import TestSupport
import Testing

/// `recurrent forecast` on tables as people have them: times, zones, what is known ahead, standard input.
@Suite struct ForecastDataTests {
  private let folder = try! TemporaryFolder()
  private var model: String { folder.path("model") }

  private func train(_ file: String, _ options: [String]) throws -> CommandLineTool.Result {
    try CommandLineTool.run(
      [
        "forecast", "train", file, "--window", "12", "--horizon", "2", "--hidden", "4", "--training-steps", "5",
        "--batch", "8", "--out", model,
      ] + options)
  }

  private func predict(_ arguments: [String], input: String = "") throws -> CommandLineTool.Result {
    try CommandLineTool.run(["forecast", "predict", model] + arguments, input: input)
  }

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
    let trained = try train(file, ["--target", "x"])
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.errors.contains("season 24"), "\(trained.errors)")
    let csv = folder.path("next.csv")
    #expect(try predict([file, "--csv", csv]).status == 0)
    let written = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(written.map { $0.prefix { $0 != "," } } == ["seen", first[...], second[...]], "\(written)")
  }

  /// One value says nothing of how far others may be.
  @Test func bandsWithoutAWidthAreToldOf() throws {
    let rows = (0..<40).map { "\($0 % 4 + 1)\n" }
    let file = try folder.write("x\n" + rows.joined(), to: "series.csv")
    #expect(try train(file, []).status == 0)
    let single = try folder.write("x\n9\n", to: "single.csv")
    let told = try predict([single, "--quantiles", "0.05,0.95"])
    #expect(told.lines == ["1\t9.0\t9.0\t9.0", "2\t9.0\t9.0\t9.0"])
    #expect(told.errors.contains("single.csv: fewer than 8 rows"), "\(told.errors)")
    #expect(try !predict([file]).errors.contains("fewer"))
  }

  private func times(of csv: String) throws -> [Substring] {
    try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } }
  }

  /// What the days of many rows said holds for files of few.
  @Test func theOrderOfDayAndMonthIsLearned() throws {
    let (csv, target) = (folder.path("next.csv"), ["--target", "x"])
    let rows = (1...28).map { "\($0 < 10 ? "0" : "")\($0)/04/2024,\($0 % 7)\n" }
    let file = try folder.write("when,x\n" + rows.joined(), to: "many.csv")
    let trained = try train(file, target)
    #expect(trained.status == 0 && trained.errors.contains("season 7"), "\(trained.errors)")
    #expect(try predict([file, "--csv", csv]).status == 0)
    #expect(try times(of: csv) == ["29/04/2024", "30/04/2024"])
    let few = try folder.write("when,x\n" + rows.prefix(12).joined(), to: "few.csv")
    #expect(try predict([few, "--csv", csv]).status == 0)
    #expect(try times(of: csv) == ["13/04/2024", "14/04/2024"])
    let others = rows.prefix(12).map { $0.replacing("/04/", with: "/05/") }
    let open = try folder.write("when,x\n" + (rows.prefix(12) + others).joined(), to: "open.csv")
    expect(try train(open, target), status: 65, naming: "open.csv:2", "01/04/2024", "--date-order day-first")
    let given = try train(open, target + ["--date-order", "day-first"])
    #expect(given.status == 0 && given.errors.contains("season 7"), "\(given.errors)")
    #expect(try train(few, ["--series-rows", "--date-order", "day-first"]).status == 64)
  }

  /// A forecast for Friday and Monday, also from days that are too few to tell.
  @Test func businessDaysAreLearned() throws {
    let csv = folder.path("next.csv")
    let rows = (1...30).filter { ![4, 5, 9, 11, 12, 18, 19, 25, 26].contains($0) }.map {
      "2024-05-\($0 < 10 ? "0" : "")\($0),\($0 % 5)\n"
    }
    let file = try folder.write("Date,Close\n" + rows.joined(), to: "stock.csv")
    let trained = try train(file, ["--target", "Close", "--calendar"])
    #expect(trained.status == 0 && trained.errors.contains("season 5"), "\(trained.errors)")
    #expect(try predict([file, "--csv", csv]).status == 0)
    #expect(try times(of: csv) == ["2024-05-31", "2024-06-03"])
    let few = try folder.write("Date,Close\n" + rows.prefix(2).joined(), to: "few.csv")
    #expect(try predict([few, "--csv", csv]).status == 0)
    #expect(try times(of: csv) == ["2024-05-03", "2024-05-06"])
    let saturday = try folder.write("Date,Close\n" + rows.prefix(3).joined() + "2024-05-04,1\n", to: "saturday.csv")
    expect(try predict([saturday]), status: 65, naming: "saturday.csv:5", "weekend")
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
    let trained = try train(file, ["--target", "x"] + options)
    #expect(trained.status == 0, "\(trained.errors)")
    let inspected = try CommandLineTool.run(["inspect", model])
    #expect(inspected.lines.contains { $0.hasPrefix("  frequency") && $0.hasSuffix(" 1h") }, "\(inspected.output)")
    // Missing rows, and clocks that go unevenly where they are rounded, are no other frequency.
    let gaps = try folder.write(Self.table(hours.filter { ![3, 4, 9, 30].contains($0 / 60) }), to: "gaps.csv")
    #expect(try predict([gaps]).status == 0)
    let uneven = try folder.write(Self.table(hours.map { $0 + $0 / 60 * 7 % 9 }), to: "uneven.csv")
    #expect(try predict([uneven]).status == (options.isEmpty ? 65 : 0))
    for (step, words) in [(1440, "1d apart"), (120, "2h apart"), (15, "15m apart")] {
      let other = try folder.write(Self.table((0..<16).map { 300 + step * $0 }), to: "other.csv")
      for command in ["predict", "evaluate", "anomalies"] {
        let refused = try CommandLineTool.run(["forecast", command, model, other])
        expect(refused, status: 65, naming: "other.csv", words, "1h apart where", "train one")
      }
    }
    let timeless = try folder.write("x\n1\n2\n3\n", to: "timeless.csv")
    #expect(try predict([timeless]).status == 0)
  }

  /// Weeks are none for a model of business days, Friday and Monday are.
  @Test func weeksAreNoBusinessDays() throws {
    func table(_ days: [Int]) -> String {
      "Date,Close\n"
        + days.map { "2024-0\($0 < 32 ? 5 : 6)-\(Self.two(($0 - 1) % 31 + 1)),\($0 % 5)\n" }.joined()
    }
    let days = (1...31).filter { ![4, 5, 11, 12, 18, 19, 25, 26].contains($0) }
    #expect(try train(folder.write(table(days), to: "stock.csv"), ["--target", "Close"]).status == 0)
    #expect(try predict([folder.write(table([3, 6]), to: "few.csv")]).status == 0)
    let weeks = try folder.write(table([3, 10, 17, 24, 31, 38]), to: "weeks.csv")
    expect(try predict([weeks]), status: 65, naming: "weeks.csv", "1w apart", "a business day apart")
  }

  /// The reason why there are no times is that of the options or of the file.
  @Test func theCalendarSaysWhyThereAreNoTimes() throws {
    let file = try folder.write("x\n" + (0..<40).map { "\($0 % 4)\n" }.joined(), to: "series.csv")
    let none = try train(file, ["--calendar"])
    #expect(none.status == 64 && none.errors.contains("no column holds any"), "\(none.errors)")
    let left = try train(file, ["--calendar", "--time-column", "none"])
    #expect(left.status == 64 && left.errors.contains("--time-column none leaves them out"), "\(left.errors)")
  }

  @Test func digitsThatMayBeTimesAreAskedFor() throws {
    let rows = (0..<40).map { "\(1_709_251_200 + $0 * 3600 + $0 * $0),\($0 % 4)\n" }
    let file = try folder.write("count,x\n" + rows.joined(), to: "series.csv")
    expect(try train(file, ["--target", "x"]), status: 65, naming: "\"count\"", "--time-column none")
    #expect(try train(file, ["--target", "x", "--time-column", "none"]).status == 0)
    #expect(try predict([file]).lines.count == 2)
  }

  /// Without the rows to come there is nothing to say, and with them their times are right.
  @Test func whatIsKnownAheadIsNeeded() throws {
    let rows = (1...30).map { "2024-01-\($0 < 10 ? "0" : "")\($0),\($0 % 5),\($0 % 3)\n" }
    let past = try folder.write("day,x,price\n" + rows.joined(), to: "past.csv")
    #expect(try train(past, ["--target", "x", "--known", "price"]).status == 0)
    let refused = try predict([past])
    expect(refused, status: 65, naming: "past.csv", "2 are forecast", "price", "add the rows to come")
    let ahead = rows.joined() + "2024-01-31,,1\n2024-02-01,,2\n2024-02-02,,0\n"
    let file = try folder.write("day,x,price\n" + ahead, to: "ahead.csv")
    let csv = folder.path("next.csv")
    #expect(try predict([file, "--csv", csv]).status == 0)
    let written = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(written.map { $0.prefix { $0 != "," } } == ["day", "2024-01-31", "2024-02-01"], "\(written)")
    let twice = try train(past, ["--target", "x", "--known", "x"])
    #expect(twice.status == 64 && twice.errors.contains("--known"), "\(twice.errors)")
    let far = try train(past, ["--target", "x", "--horizon", "500000"])
    #expect(far.status == 64 && far.errors.contains("--horizon"), "\(far.errors)")
  }

  /// Before the training, not after it.
  @Test func calibrationIsRefusedFirst() throws {
    let file = try folder.write("x\n" + (0..<60).map { "\($0 % 4)\n" }.joined(), to: "series.csv")
    let refused = try train(file, ["--calibrate", "--valid-rows", "0"])
    expect(refused, status: 65, naming: "to calibrate on")
    #expect(refused.errors.contains("hint: --calibrate needs --valid-rows") && !refused.errors.contains("model:"))
    #expect(!FileManager.default.fileExists(atPath: model))
  }

  /// A training that is over learns on, in epochs of as many steps.
  @Test func aTrainingBySteps() throws {
    let file = try folder.write("x\n" + (0..<60).map { "\($0 % 4)\n" }.joined(), to: "series.csv")
    #expect(try train(file, ["--training-steps", "60"]).status == 0)
    let done = try train(file, ["--resume", "--training-steps", "60"])
    let over = "resume: all 60 steps are done; with more --training-steps training goes on"
    #expect(done.status == 0 && done.errors.contains(over), "\(done.errors)")
    let more = try train(file, ["--resume", "--training-steps", "66"])
    #expect(more.status == 0 && more.lines.count == 2 && more.lines[1].hasPrefix("epoch 22/22"), "\(more)")
    #expect(more.errors.contains("note: 66 steps in place of 60"), "\(more.errors)")
    let fewer = try train(file, ["--resume", "--training-steps", "30"])
    expect(fewer, status: 64, naming: "--training-steps was 66 and more, which are done, is 30")
    let uneven = try train(file, ["--resume", "--training-steps", "64"])
    #expect(uneven.status == 64 && uneven.errors.contains("a multiple of 3"), "\(uneven.errors)")
    _ = try folder.write("x\n" + (0..<60).map { "\($0 % 5)\n" }.joined(), to: "series.csv")
    let others = try train(file, ["--resume", "--training-steps", "66"])
    expect(others, status: 64, naming: "the training data differs", "the scaling differs")
  }

  /// Half of the rows of the median series at most, so that there are whole windows to learn from.
  @Test(arguments: [([String](), 2, 30), (["--season", "1"], 2, 30), (["--season", "4"], 2, 16), ([], 12, 36)])
  func theWindowFollowsFromTheSeries(_ options: [String], _ horizon: Int, _ window: Int) throws {
    let rows = [300, 60, 20].map { count in (["S\(count)"] + (0..<count).map { "\($0 % 7)" }).joined(separator: ",") }
    let header = (0...300).map { "V\($0)" }.joined(separator: ",")
    let file = try folder.write(([header] + rows).joined(separator: "\n") + "\n", to: "rows.csv")
    let trained = try CommandLineTool.run(
      ["forecast", "train", file, "--series-rows", "--horizon", "\(horizon)", "--hidden", "2", "--training-steps", "1"]
        + options + ["--out", model])
    #expect(trained.errors.contains("task: \(window) rows to value of \(horizon)"), "\(trained.errors)")
  }

  /// What no series has rows for is accepted, and said.
  @Test func lengthsBeyondTheDataAreToldOf() throws {
    let file = try folder.write("x\n" + (0..<60).map { "\($0 % 4)\n" }.joined(), to: "series.csv")
    let beyond = try train(file, ["--window", "500", "--season", "30", "--valid-rows", "6"])
    #expect(beyond.status == 0, "\(beyond.errors)")
    #expect(beyond.errors.contains("note: --window 500: series have at most 42 rows"), "\(beyond.errors)")
    #expect(beyond.errors.contains("before a horizon: at most 40 fit\n"), "\(beyond.errors)")
    #expect(beyond.errors.contains("note: --season 30: series have at most 42 rows"), "\(beyond.errors)")
    #expect(beyond.errors.contains("two seasons: at most 21 fit\n"), "\(beyond.errors)")
    let within = try train(file, ["--window", "40", "--season", "21"])
    #expect(within.status == 0 && !within.errors.contains(" fit\n"), "\(within.errors)")
  }

  /// As a row of CSV has them.
  @Test func namesWithCommasStandInQuotes() throws {
    let rows = (0..<60).map { "\($0 % 4),\($0 % 3),\($0 % 5)\n" }.joined()
    let file = try folder.write("\"load, kW\",\"say \"\"hi\"\"\",c\n" + rows, to: "series.csv")
    let trained = try train(file, ["--target", "\"load, kW\", c", "--columns", "\"say \"\"hi\"\"\""])
    #expect(trained.status == 0 && trained.errors.contains("12 rows to load, kW, c of 2"), "\(trained.errors)")
    for list in ["\"load, kW", "\"load, kW\",", "c,\"c\"", "c\"d"] {
      expect(try train(file, ["--target", list]), status: 64, naming: "--target", "double quotes")
    }
  }

  /// Each file of a folder is right by itself: it is not said that a forecaster learned from one of them.
  @Test func aFolderOfMixedFrequenciesIsRefused() throws {
    try FileManager.default.createDirectory(atPath: folder.path("mixed"), withIntermediateDirectories: true)
    for (name, step) in [("a", 60), ("b", 1440), ("c", 1440)] {
      _ = try folder.write(Self.table((0..<20).map { step * $0 }), to: "mixed/\(name).csv")
    }
    let refused = try train(folder.path("mixed"), ["--target", "x"])
    expect(
      refused, status: 65, naming: "mixed/a.csv", "\"a\": rows are 1h apart, most of the others' are 1d",
      "a forecaster for each", "--frequency")
    #expect(!refused.errors.contains("learned"), "\(refused.errors)")
  }

  /// The next command is one that works as it stands.
  @Test func whatIsNextCanBeDone() throws {
    let rows = (0..<6).map { name in "S\(name)," + (0..<30).map { "\($0 % 5 + name)" }.joined(separator: ",") + "\n" }
    let header = (0...30).map { "V\($0)" }.joined(separator: ",") + "\n"
    let file = try folder.write(header + rows.joined(), to: "rows.csv")
    let trained = try train(file, ["--series-rows"])
    #expect(trained.errors.contains("Next: recurrent forecast predict \(model) \(file)\n"), "\(trained.errors)")
    let csv = folder.path("next.csv")
    #expect(try predict([file, "--csv", csv, "--quantiles", "0.9"]).status == 0)
    let written = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(written[0] == "series,step,value,value 0.9" && written.count == 13, "\(written)")
    // Of series that were learned from to their end there is nothing to measure but what followed.
    let actual = try folder.write(
      "N,A,B\n" + (0..<6).map { "S\($0),\($0),\(1 + $0)\n" }.joined(), to: "actual.csv")
    let quantize = ["quantize", model, "--out", folder.path("small"), "--tolerance", "0.5", "--check", file]
    let refused = try CommandLineTool.run(quantize)
    expect(refused, status: 65, naming: "rows.csv")
    #expect(refused.errors.contains("hint: --actual"), "\(refused.errors)")
    let checked = try CommandLineTool.run(quantize + ["--actual", actual])
    #expect(checked.status == 0 && checked.output.contains("mean squared error"), "\(checked.errors)")
    let page = folder.path("page.html")
    #expect(try CommandLineTool.run(["report", model, "--data", file, "--actual", actual, "--out", page]).status == 0)
    #expect(try String(contentsOfFile: page, encoding: .utf8).contains("Beside simple forecasts"))
  }

  /// It is said at training, and by 'inspect'.
  @Test func aFloorIsSaid() throws {
    let rows = (0..<60).map { "\([0, 3, 0, 8, 1, 0][$0 % 6]),\($0 % 5 - 2)\n" }
    let file = try folder.write("sold,moved\n" + rows.joined(), to: "sales.csv")
    let trained = try train(file, ["--target", "all"])
    #expect(trained.errors.contains("note: sold reaches 0 and never falls below it"), "\(trained.errors)")
    #expect(
      try CommandLineTool.run(["inspect", model]).lines.contains {
        $0.hasPrefix("  at_least_0") && $0.hasSuffix(" sold")
      })
    let next = try predict([file, "--quantiles", "0.025"]).lines.map { $0.split(separator: "\t") }
    for fields in next where fields[0] == "sold" { #expect(fields.dropFirst(2).allSatisfy { Double($0)! >= 0 }) }
  }

  /// What each column of a key says goes out in a field of its own.
  @Test func severalColumnsTellSeriesApart() throws {
    let rows = (0..<30).flatMap { row in
      [("A", "1"), ("A", "2"), ("B, C", "1")].map { "\"\($0.0)\",\($0.1),2024-01-\(Self.two(row + 1)),\(row % 5)\n" }
    }
    let file = try folder.write("shop,item,day,sold\n" + rows.joined(), to: "shops.csv")
    let key = ["--series-column", "shop,item", "--target", "sold"]
    let trained = try train(file, key + ["--static", "shop"])
    #expect(trained.status == 0 && trained.errors.contains("3 series of 90 rows"), "\(trained.errors)")
    let csv = folder.path("next.csv")
    #expect(try predict([file, "--csv", csv]).status == 0)
    let written = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(written[0] == "shop,item,day,sold" && written.count == 7)
    #expect(written[3].hasPrefix("A,2,2024-01-31,") && written[6].hasPrefix("\"B, C\",1,2024-02-01,"), "\(written)")
    let json = try predict([file, "--json"]).lines
    #expect(json[2].hasPrefix("{\"series\": \"B, C, 1\", \"key\": {\"shop\": \"B, C\", \"item\": \"1\"}, "), "\(json)")
    #expect(try predict([file]).lines[4].hasPrefix("B, C\t1\t1\t"))
    let paths = try predict([file, "--paths", "1"]).lines
    #expect(paths.count == 3 && paths[1].hasPrefix("A\t2\t"), "\(paths)")
    let odd = try CommandLineTool.run(["forecast", "anomalies", model, file, "--least-score", "0", "--json"])
    #expect(odd.lines[0].contains("\"key\": {\"shop\": \"A\", \"item\": \"1\"}, \"row\""), "\(odd.lines[0])")
    for wrong in ["shop,shop", "shop,"] {
      expect(try train(file, ["--series-column", wrong]), status: 64, naming: "--series-column")
    }
  }

  /// All that reads a table reads those of other countries.
  @Test func otherFormatsAreMeasuredToo() throws {
    let rows = (0..<80).map { "\($0 % 4),5;\($0)\n" }.joined()
    let file = try folder.write("x;y\n" + rows, to: "series.txt")
    let format = ["--delimiter", ";", "--decimal-comma"]
    #expect(try train(file, ["--target", "x"] + format).status == 0)
    let quantize = ["quantize", model, "--out", folder.path("small"), "--tolerance", "0.9", "--check", file]
    let checked = try CommandLineTool.run(quantize + format)
    #expect(checked.status == 0, "\(checked.errors)")
    let report = ["report", model, "--out", folder.path("page.html"), "--data", file]
    #expect(try CommandLineTool.run(report + format).status == 0)
    expect(try CommandLineTool.run(report), status: 65, naming: "series.txt")
  }

  /// Standard input has no name that ends in .csv; its header tells.
  @Test func standardInputIsReadByItsHeader() throws {
    let rows = (0..<60).map { [$0 % 4, $0] }
    func table(_ delimiter: String) -> String {
      "x\(delimiter)y\n" + rows.map { $0.map(String.init).joined(separator: delimiter) + "\n" }.joined()
    }
    let file = try folder.write(table(","), to: "series.csv")
    #expect(try train(file, ["--target", "x"]).status == 0)
    let expected = try predict([file]).output
    for delimiter in [",", "\t", ";"] {
      let result = try predict([], input: table(delimiter))
      #expect(result.output == expected, "\(result.errors)")
    }
  }

  /// 0, no and nothing stand for no anomaly, however they are written.
  @Test func labelsAreRead() throws {
    let values = (0..<60).map { $0 == 50 ? 90 : $0 % 4 }
    let plain = try folder.write("x\n" + values.map { "\($0)\n" }.joined(), to: "series.csv")
    #expect(try train(plain, []).status == 0)
    func anomalies(_ label: (Int) -> String) throws -> CommandLineTool.Result {
      let rows = values.enumerated().map { "\($1),\(label($0))\n" }
      let file = try folder.write("x,fault\n" + rows.joined(), to: "labels.csv")
      return try CommandLineTool.run(["forecast", "anomalies", model, file, "--labels", "fault", "--json"])
    }
    for (no, yes) in [
      ("False", "True"), ("0.0", "1.0"), ("NA", "1"), ("", "leak"), ("No", "yes"), ("f", "t"), ("normal", "broken"),
      ("0", "-1"),
    ] {
      let told = try anomalies { $0 == 50 ? yes : no }
      #expect(try told.json()["labelled"] as? Int == 1 && told.json()["recall"] as? Double == 1, "\(no): \(told)")
    }
    expect(try anomalies { "\($0 % 5)" }, status: 65, naming: "labels.csv:4", "fault", "2", "line 3")
    expect(try anomalies { $0 % 2 == 0 ? "calm" : "leak" }, status: 65, naming: "labels.csv:1", "all rows")
  }

  /// The file's last row is the series' first.
  @Test func labelsOfTimesThatFallAreTurnedToo() throws {
    let rows = (0..<60).map { "\(1_700_000_000 + 3600 * $0),\($0 == 50 ? 90 : $0 % 4),\($0 == 50 ? 1 : 0)\n" }
    let rising = try folder.write("t,x,fault\n" + rows.joined(), to: "rising.csv")
    let falling = try folder.write("t,x,fault\n" + rows.reversed().joined(), to: "falling.csv")
    #expect(try train(rising, ["--target", "x"]).status == 0)
    for file in [rising, falling] {
      let told = try CommandLineTool.run(["forecast", "anomalies", model, file, "--labels", "fault", "--json"])
      #expect(try told.json()["recall"] as? Double == 1, "\(told)")
    }
  }

  /// JSON has no infinity: what is beyond a band without a width is sorted before all else.
  @Test func infiniteScoresAreNumbers() throws {
    let file = try folder.write("x\n" + String(repeating: "5\n", count: 50) + "7\n", to: "series.csv")
    #expect(try train(file, []).status == 0)
    let told = try CommandLineTool.run(["forecast", "anomalies", model, file, "--json"])
    #expect(try told.json(line: 0)["score"] as? Double == .greatestFiniteMagnitude, "\(told)")
    #expect(try CommandLineTool.run(["forecast", "anomalies", model, file]).output.contains("inf"))
  }

  /// Where there is one column of numbers, texts beside it are in nobody's way.
  @Test func aTargetBesideTexts() throws {
    let rows = (0..<60).map { "bob,\($0 % 4)\n" }
    let file = try folder.write("who,y\n" + rows.joined(), to: "series.csv")
    let trained = try train(file, [])
    #expect(trained.status == 0 && trained.errors.contains("series.csv: who holds no number"), "\(trained.errors)")
    for (options, option) in [
      (["--wide", "--target", "y"], "--target does nothing with --wide"),
      (["--wide", "--columns", "y"], "--columns does nothing with --wide"),
      (["--series-rows", "--target", "y"], "--target does nothing with --series-rows"),
      (["--series-rows", "--static", "y"], "--static does nothing with --series-rows"),
      (["--target", "y,y"], "--target must be names between commas that differ"),
    ] { expect(try train(file, options), status: 64, naming: option) }
  }

  /// Paths say when they are too.
  @Test func pathsHaveTimes() throws {
    let rows = (1...28).map { "2024-02-\(Self.two($0)),\($0 % 7)\n" }
    let file = try folder.write("when,x\n" + rows.joined(), to: "days.csv")
    #expect(try train(file, ["--target", "x"]).status == 0)
    let told = try predict([file, "--paths", "1", "--json"])
    #expect(try told.json()["times"] as? [String] == ["2024-02-29", "2024-03-01"], "\(told)")
  }

  /// Long figures do not run into each other, and the simple forecast that is better has the name of its row.
  @Test func longFiguresStandApart() throws {
    let rows = (0..<60).map { "\($0 < 40 ? $0 % 4 : 1_000_000 * $0)\n" }
    let file = try folder.write("x\n" + rows.joined(), to: "steep.csv")
    #expect(try train(file, ["--train-rows", "36", "--valid-rows", "4"]).status == 0)
    let measured = try CommandLineTool.run(["forecast", "evaluate", model, file])
    let table = measured.lines.filter { line in ["this model", "drift", "Theta"].contains { line.hasPrefix($0) } }
    #expect(table.count == 3)
    for line in table { #expect(line.dropFirst(16).split(separator: " ").count == 4, "\(line)") }
    let better = try #require(measured.lines.first { $0.hasPrefix("By MSE") })
    let name = try #require(better.split(separator: ": ").last).prefix { $0 != "(" }
    #expect(measured.lines.contains { $0.hasPrefix(name) }, "\(measured.output)")
  }
}
