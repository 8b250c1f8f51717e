import Foundation
import TestSupport
import Testing

/// `recurrent forecast`, from a table to a model and the rows that follow.
@Suite struct ForecastCommandTests {
  private let folder = try! TemporaryFolder()

  private func train(_ file: String, _ options: [String] = []) throws -> CommandLineTool.Result {
    try CommandLineTool.run(
      [
        "forecast", "train", file, "--target", "wave", "--window", "12", "--horizon", "6", "--hidden", "16", "--batch",
        "16", "--epochs", "16", "--learning-rate", "0.01", "--out", folder.path("model"),
      ] + options)
  }

  @Test func aSeriesIsLearnedMeasuredAndContinued() throws {
    let file = try folder.write(SampleSeries.table(400), to: "series.csv")
    let trained = try train(file, ["--train-rows", "250", "--valid-rows", "50", "--json"])
    #expect(trained.status == 0, "\(trained.errors)")
    let end = try trained.json()
    #expect(end["valid_mse"] as? Double ?? .nan < 0.1)
    #expect(end["windows_per_second"] as? Double ?? 0 > 0)

    let measured = try CommandLineTool.run(
      ["forecast", "evaluate", folder.path("model"), file, "--season", "12", "--json"])
    #expect(measured.status == 0, "\(measured.errors)")
    let figures = try measured.json()
    #expect(figures["windows"] as? Int == 95)
    let (mse, floor) = (figures["mse"] as? Double ?? .nan, figures["persistence_mse"] as? Double ?? .nan)
    #expect(mse < 0.2 * floor)
    #expect(Set(figures.keys).isSuperset(of: ["mae", "persistence_mae", "seasonal_naive_mse", "seasonal_naive_mae"]))
    let part = try CommandLineTool.run(
      ["forecast", "evaluate", folder.path("model"), file, "--first-row", "301", "--rows", "50"])
    #expect(part.output.hasPrefix("windows         45"))

    let next = try CommandLineTool.run(["forecast", "predict", folder.path("model"), file])
    #expect(next.lines.map { $0.split(separator: "\t").first } == ["1", "2", "3", "4", "5", "6"])
    let json = try CommandLineTool.run(["forecast", "predict", folder.path("model"), file, "--json"]).json()
    #expect((json["wave"] as? [Double])?.count == 6)
    #expect(try CommandLineTool.run(["inspect", folder.path("model")]).output.contains("squared error") == false)
    expect(
      try CommandLineTool.run(["forecast", "anomalies", folder.path("model"), file, "--first-row", "401"]), status: 65,
      naming: "400 rows in all", "at least 401")
    for asked in [["predict", "--quantiles", "0.5,0.001"], ["evaluate", "--quantiles", "0.001"]] {
      let refused = try CommandLineTool.run(["forecast", asked[0], folder.path("model"), file] + asked.dropFirst())
      expect(refused, status: 65, naming: "0.025 to 0.975", "--quantiles 0.001", "--distribution")
    }
  }

  /// A file of one column needs no word of it; what came afterwards may be in a file of another name.
  @Test func oneColumnSpeaksForItself() throws {
    let rows = (0..<60).map { "\([0, 4, 7, 3, -1, -2][$0 % 6])" }
    let file = try folder.write("wave\n" + rows.prefix(48).joined(separator: "\n") + "\n", to: "past.csv")
    let later = try folder.write("wave\n" + rows.suffix(12).joined(separator: "\n") + "\n", to: "later.csv")
    let small = ["--season", "6", "--horizon", "6", "--hidden", "8", "--training-steps", "40", "--batch", "16"]
    let trained = try CommandLineTool.run(["forecast", "train", file, "--out", folder.path("one")] + small)
    #expect(trained.status == 0, "\(trained.errors)")
    let measured = try CommandLineTool.run(
      ["forecast", "evaluate", folder.path("one"), file, "--actual", later, "--json"])
    #expect(measured.status == 0, "\(measured.errors)")
    #expect(try measured.json()["windows"] as? Int == 1)
    let two = try folder.write("a,b\n1,2\n", to: "two.csv")
    expect(
      try CommandLineTool.run(["forecast", "train", two, "--out", folder.path("two")]), status: 64, naming: "--target",
      "a, b")
  }

  /// Also where a simple forecast stands in for what was not learned.
  @Test func aTrainingThatDivergedSaysSo() throws {
    let rows = (0..<60).map { "\([0, 4, 7, 3, -1, -2][$0 % 6] + $0 % 4)\n" }
    let file = try folder.write("wave\n" + rows.joined(), to: "wave.csv")
    let options = ["--season", "6", "--horizon", "6", "--hidden", "8", "--training-steps", "40", "--batch", "16"]
    func trained(_ rate: String) throws -> CommandLineTool.Result {
      try CommandLineTool.run(
        ["forecast", "train", file, "--learning-rate", rate, "--out", folder.path(rate)] + options)
    }
    let diverged = try trained("1e9")
    #expect(diverged.status == 70, "\(diverged.errors)")
    for words in ["that is the forecast", "the training ended worse than guessing", "--learning-rate"] {
      #expect(diverged.errors.contains(words), "\(diverged.errors)")
    }
    #expect(try CommandLineTool.run(["forecast", "predict", folder.path("1e9"), file]).status == 0)
    #expect(try trained("0.001").status == 0)
  }

  /// Rows of other lengths, as the M4 competition has them: forecast, and measured by what came.
  @Test func seriesInRows() throws {
    func row(_ name: String, _ level: Int, _ places: Range<Int>) -> String {
      ([name] + places.map { "\(level + [0, 4, 7, 3, -1, -2][$0 % 6])" }).map { "\"\($0)\"" }.joined(separator: ",")
    }
    let lengths = [("A", 20, 60), ("B", 300, 45), ("C", 9, 52)]
    func table(_ columns: Int, _ places: (Int) -> Range<Int>) -> String {
      ([(0...columns).map { "\"V\($0 + 1)\"" }.joined(separator: ",")]
        + lengths.map { row($0, $1, places($2)) }).joined(separator: "\n") + "\n"
    }
    let file = try folder.write(table(60) { 0..<$0 }, to: "train.csv")
    let actual = try folder.write(table(6) { $0..<($0 + 6) }, to: "test.csv")
    let model = folder.path("rows")
    let trained = try CommandLineTool.run([
      "forecast", "train", file, "--series-rows", "--season", "6", "--horizon", "6", "--hidden", "8",
      "--training-steps", "60", "--batch", "16", "--learning-rate", "0.01", "--out", model,
    ])
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.errors.contains("3 series of 157 rows, 157 to train on, 0 to validate on"), "\(trained.errors)")

    let measured = try CommandLineTool.run(["forecast", "evaluate", model, file, "--actual", actual, "--json"])
    #expect(measured.status == 0, "\(measured.errors)")
    let figures = try measured.json()
    for key in ["smape", "mase", "owa", "msis", "coverage", "theta_mse", "naive2_smape"] {
      #expect(figures.keys.contains(key), "\(key)")
    }
    #expect(figures["smape"] as? Double ?? .nan < 0.8 * (figures["persistence_smape"] as? Double ?? 0))
    let told = try CommandLineTool.run(["forecast", "evaluate", model, file, "--actual", actual])
    let lines = told.lines
    for name in ["this model", "last value", "last season", "Theta", "Naive2", "90% band"] {
      #expect(lines.contains { $0.hasPrefix(name) }, "\(name)")
    }
    // The season is without fault: it is leant on, and that is said.
    #expect(told.errors.contains("the last 6 rows again") && trained.errors.contains("the last 6 rows again"))

    let csv = folder.path("next.csv")
    #expect(try CommandLineTool.run(["forecast", "predict", model, file, "--csv", csv]).status == 0)
    let written = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(written.map { $0.split(separator: ",").count } == [7, 7, 7, 7])
    #expect(written.map { $0.prefix(1) } == ["V", "A", "B", "C"])
    let json = try CommandLineTool.run(["forecast", "predict", model, file, "--json", "--quantiles", "0.1,0.9"]).lines
    #expect(json.count == 3 && json[1].hasPrefix("{\"series\": \"B\", \"value\": ["), "\(json)")
    #expect(json[1].contains("\"quantiles\": {\"value\": {\"0.1\": ["))
    let parts = try #require(figures["parts"] as? [[String: Any]])
    #expect(parts.map { $0["series"] as? String } == ["A", "B", "C"] && parts.allSatisfy { $0["smape"] is Double })
    let unknown = try folder.write(table(6) { $0..<($0 + 6) }.replacing("\"B\"", with: "\"D\""), to: "unknown.csv")
    expect(
      try CommandLineTool.run(["forecast", "evaluate", model, file, "--actual", unknown]), status: 65,
      naming: "unknown.csv", "\"B\"")
  }

  /// Times, holes and several targets: the season follows from the times, and so do those of the forecast.
  @Test func tablesWithTimesAndGaps() throws {
    var lines = ["time,a,b"]
    for hour in 0..<240 where hour % 17 != 5 {
      let (day, clock) = (hour / 24 + 1, hour % 24)
      let time = "2024-03-\(day < 10 ? "0" : "")\(day) \(clock < 10 ? "0" : "")\(clock):00"
      lines.append("\(time),\(hour % 13 == 0 ? "NA" : "\(clock * (24 - clock))"),\(5 + clock % 3)")
    }
    let file = try folder.write(lines.joined(separator: "\n") + "\n", to: "hours.csv")
    let trained = try CommandLineTool.run([
      "forecast", "train", file, "--target", "all", "--horizon", "3", "--window", "48", "--hidden", "8",
      "--training-steps", "30", "--ensemble", "2", "--calibrate", "--out", folder.path("hours"),
    ])
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.errors.contains("48 rows to a, b of 3, season 24"), "\(trained.errors)")
    let figures = try CommandLineTool.run(["forecast", "evaluate", folder.path("hours"), file, "--json"]).json()
    #expect(figures["mse"] as? Double ?? .nan < figures["persistence_mse"] as? Double ?? 0)
    let csv = folder.path("next.csv")
    let predict = ["forecast", "predict", folder.path("hours"), file]
    #expect(try CommandLineTool.run(predict + ["--quantiles", "0.9", "--csv", csv]).status == 0)
    let written = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(written[0] == "time,a,a 0.9,b,b 0.9")
    #expect(written[1].hasPrefix("2024-03-11 00:00,") && written[2].hasPrefix("2024-03-11 01:00,"), "\(written)")
    let next = try CommandLineTool.run(predict).lines
    #expect(next.count == 6 && next[3].hasPrefix("b\t1\t"), "\(next)")
    let both = try CommandLineTool.run(predict + ["--json", "--csv", csv])
    let times = try both.json()["times"] as? [String]
    #expect(times == ["2024-03-11 00:00", "2024-03-11 01:00", "2024-03-11 02:00"], "\(both)")
    expect(try CommandLineTool.run(predict + ["--json", "--csv", "-"]), status: 64, naming: "--csv a file")
    let odd = try CommandLineTool.run(
      ["forecast", "anomalies", folder.path("hours"), file, "--least-score", "0", "--json"])
    #expect(odd.lines[0].contains("\"row\": 4, \"time\": \"2024-03-01 03:00\""), "\(odd.lines[0])")
  }

  /// A distribution, the ways that a series may go on, and a training that stops where it gets no better.
  @Test func distributionsAndPaths() throws {
    let counts = (0..<240).map { "\([3, 0, 5, 2, 9, 1][$0 % 6] + $0 % 4)" }
    let file = try folder.write("sold\n" + counts.joined(separator: "\n") + "\n", to: "sold.csv")
    let options = [
      "--season", "6", "--horizon", "6", "--hidden", "8", "--layers", "2", "--dilations", "1,2", "--batch", "16",
      "--distribution", "negative-binomial", "--valid-rows", "60",
    ]
    let model = folder.path("sold")
    let trained = try CommandLineTool.run(
      [
        "forecast", "train", file, "--training-steps", "200", "--patience", "1", "--learning-rate", "0.1", "--out",
        model,
      ]
        + options)
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.output.split(separator: "\n").count < 20, "\(trained.output)")
    #expect(try CommandLineTool.run(["inspect", model]).output.contains("negative-binomial"))
    let paths = try CommandLineTool.run(["forecast", "predict", model, file, "--paths", "3"])
    #expect(paths.status == 0 && paths.lines.count == 3, "\(paths.errors)")
    for path in paths.lines {
      let values = path.split(separator: "\t").compactMap { Double($0) }
      #expect(values.count == 6 && values.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    }
    let json = try CommandLineTool.run(["forecast", "predict", model, file, "--paths", "3", "--json"]).json()
    #expect(((json["paths"] as? [String: Any])?["sold"] as? [[Double]])?.count == 3)
    #expect(
      try CommandLineTool.run(["forecast", "predict", model, file, "--paths", "3", "--seed", "2"]).output
        != paths.output)
    let halves = try folder.write("sold\n1\n0.5\n" + counts.joined(separator: "\n") + "\n", to: "halves.csv")
    expect(
      try CommandLineTool.run(["forecast", "train", halves, "--out", folder.path("halves")] + options), status: 65,
      naming: "row 2", "sold", "no count")
  }

  /// The same numbers, as a spreadsheet of another country writes them, from a file and from standard input.
  @Test func tablesOfOtherFormats() throws {
    let plain = SampleSeries.table(60)
    let file = try folder.write(plain, to: "series.csv")
    let other = try folder.write(
      plain.replacing(",", with: " ; ").replacing(".", with: ","), to: "series-other.csv")
    let options = ["--delimiter", ";", "--decimal-comma"]
    #expect(try train(file, ["--epochs", "1"]).status == 0)
    let weights = try Data(contentsOf: URL(fileURLWithPath: folder.path("model/model.safetensors")))
    let trained = try train(other, ["--epochs", "1"] + options)
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.errors.contains("series-other.csv --delimiter ';' --decimal-comma"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("model/model.safetensors"))) == weights)

    let predict = ["forecast", "predict", folder.path("model")]
    let expected = try CommandLineTool.run(predict + [file])
    #expect(expected.lines.count == 6)
    for (arguments, input) in [
      ([other] + options, ""), (["--delimiter", ","], plain), (["-", "--delimiter", ","], plain),
      (options, plain.replacing(",", with: ";").replacing(".", with: ",")),
    ] {
      let result = try CommandLineTool.run(predict + arguments, input: input)
      #expect(result.output == expected.output, "\(arguments): \(result.errors)")
    }
    expect(try train(file, ["--decimal-comma", "--thousands", ","]), status: 64, naming: "--thousands")
    expect(try train(file, ["--delimiter", "\""]), status: 64, naming: "--delimiter")
  }

  @Test func dataThatCannotBeUsed() throws {
    let file = try folder.write(SampleSeries.table(60), to: "series.csv")
    expect(try train(file, ["--target", "tide"]), status: 65, naming: "series.csv:1", "\"tide\"", "\"wave\"")
    expect(try train(file, ["--columns", "wave,moon"]), status: 65, naming: "\"moon\"")
    expect(try train(file, ["--horizon", "100"]), status: 65, naming: "at least 101 are needed")
    expect(try train(file, ["--train-rows", "60", "--valid-rows", "20"]), status: 65, naming: "60 rows in all")
    let text = try folder.write("wave\n1\nhigh\n", to: "text.csv")
    expect(try train(text), status: 65, naming: "text.csv:3", "wave is \"high\", no number")
    let gaps = try folder.write("wave\n" + String(repeating: "NA\n", count: 60), to: "gaps.csv")
    expect(try train(gaps), status: 65, naming: "gaps.csv", "wave has no value")
    let unnamed = try folder.write("2024-01-01,1.5\n2024-01-02,2\n", to: "unnamed.csv")
    expect(try train(unnamed), status: 65, naming: "unnamed.csv:1", "a first line of names")
    let headed = try folder.write("day,wave,moon\n", to: "headed.csv")
    expect(
      try CommandLineTool.run(["forecast", "train", headed, "--out", folder.path("headed")]), status: 65,
      naming: "headed.csv", "0 rows")
    let empty = try folder.write("wave\n", to: "empty.csv")
    expect(try train(empty), status: 65, naming: "0 rows")
    #expect(!FileManager.default.fileExists(atPath: folder.path("model")))
  }

  @Test(arguments: [
    (["--horizon", "0"], "--horizon"), (["--window", "-1"], "--window"), (["--train-rows", "0"], "--train-rows"),
    (["--valid-rows", "-1"], "--valid-rows"), (["--columns", ""], "--columns"), (["--cell", "tree"], "tree"),
    (["--season", "0"], "--season"), (["--ensemble", "0"], "--ensemble"), (["--quantiles", "0.5,1"], "--quantiles"),
    (["--training-steps", "5"], "--training-steps or --epochs"), (["--frequency", "often"], "--frequency"),
    (["--wide", "--series-rows"], "--series-rows"), (["--window", "1"], "--window"),
    (["--patience", "0"], "--patience"),
    (["--dilations", "1,2"], "dilations"), (["--dilations", "x"], "--dilations"), (["--distribution", "flat"], "flat"),
    (["--calibrate", "--valid-rows", "-2"], "--valid-rows"),
  ])
  func wrongOptionsAreNamed(options: [String], name: String) throws {
    let result = try train("series.csv", options)
    #expect(result.status == 64)
    #expect(result.errors.contains(name), "\(result.errors)")
  }
}
