import Foundation
import TestSupport
import Testing

/// `recurrent forecast` on tables as people have them: what is known ahead, labels, formats, standard input.
@Suite struct ForecastDataTests {
  private let forecasts = SmallForecasts()
  private var folder: TemporaryFolder { forecasts.folder }
  private var model: String { forecasts.model }

  /// One value says nothing of how far others may be.
  @Test func bandsWithoutAWidthAreToldOf() throws {
    let rows = (0..<40).map { "\($0 % 4 + 1)\n" }
    let file = try folder.write("x\n" + rows.joined(), to: "series.csv")
    #expect(try forecasts.train(file, []).status == 0)
    let single = try folder.write("x\n9\n", to: "single.csv")
    let told = try forecasts.predict([single, "--quantiles", "0.05,0.95"])
    #expect(told.lines == ["1\t9.0\t9.0\t9.0", "2\t9.0\t9.0\t9.0"])
    #expect(told.errors.contains("single.csv: fewer than 8 rows"), "\(told.errors)")
    #expect(try !forecasts.predict([file]).errors.contains("fewer"))
  }

  /// Without the rows to come there is nothing to say, and with them their times are right.
  @Test func whatIsKnownAheadIsNeeded() throws {
    let rows = (1...30).map { "2024-01-\($0 < 10 ? "0" : "")\($0),\($0 % 5),\($0 % 3)\n" }
    let past = try folder.write("day,x,price\n" + rows.joined(), to: "past.csv")
    #expect(try forecasts.train(past, ["--target", "x", "--known", "price"]).status == 0)
    let refused = try forecasts.predict([past])
    expect(refused, status: 65, naming: "past.csv", "2 are forecast", "price", "add the rows to come")
    let ahead = rows.joined() + "2024-01-31,,1\n2024-02-01,,2\n2024-02-02,,0\n"
    let file = try folder.write("day,x,price\n" + ahead, to: "ahead.csv")
    let csv = folder.path("next.csv")
    #expect(try forecasts.predict([file, "--csv", csv]).status == 0)
    let written = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(written.map { $0.prefix { $0 != "," } } == ["day", "2024-01-31", "2024-02-01"], "\(written)")
    let twice = try forecasts.train(past, ["--target", "x", "--known", "x"])
    #expect(twice.status == 64 && twice.errors.contains("--known"), "\(twice.errors)")
    let far = try forecasts.train(past, ["--target", "x", "--horizon", "500000"])
    #expect(far.status == 64 && far.errors.contains("--horizon"), "\(far.errors)")
  }

  /// Before the training, not after it.
  @Test func calibrationIsRefusedFirst() throws {
    let file = try folder.write("x\n" + (0..<60).map { "\($0 % 4)\n" }.joined(), to: "series.csv")
    let refused = try forecasts.train(file, ["--calibrate", "--valid-rows", "0"])
    expect(refused, status: 65, naming: "to calibrate on")
    #expect(refused.errors.contains("hint: --calibrate needs --valid-rows") && !refused.errors.contains("model:"))
    #expect(!FileManager.default.fileExists(atPath: model))
  }

  /// A training that is over learns on, in epochs of as many steps.
  @Test func aTrainingBySteps() throws {
    let file = try folder.write("x\n" + (0..<60).map { "\($0 % 4)\n" }.joined(), to: "series.csv")
    #expect(try forecasts.train(file, ["--training-steps", "60"]).status == 0)
    let done = try forecasts.train(file, ["--resume", "--training-steps", "60"])
    let over = "resume: all 60 steps are done; with more --training-steps training goes on"
    #expect(done.status == 0 && done.errors.contains(over), "\(done.errors)")
    let more = try forecasts.train(file, ["--resume", "--training-steps", "66"])
    #expect(more.status == 0 && more.lines.count == 2 && more.lines[1].hasPrefix("epoch 22/22"), "\(more)")
    #expect(more.errors.contains("note: 66 steps in place of 60"), "\(more.errors)")
    let fewer = try forecasts.train(file, ["--resume", "--training-steps", "30"])
    expect(fewer, status: 64, naming: "--training-steps was 66 and more, which are done, is 30")
    let uneven = try forecasts.train(file, ["--resume", "--training-steps", "64"])
    #expect(uneven.status == 64 && uneven.errors.contains("a multiple of 3"), "\(uneven.errors)")
    _ = try folder.write("x\n" + (0..<60).map { "\($0 % 5)\n" }.joined(), to: "series.csv")
    let others = try forecasts.train(file, ["--resume", "--training-steps", "66"])
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
    let beyond = try forecasts.train(file, ["--window", "500", "--season", "30", "--valid-rows", "6"])
    #expect(beyond.status == 0, "\(beyond.errors)")
    #expect(beyond.errors.contains("note: --window 500: series have at most 42 rows"), "\(beyond.errors)")
    #expect(beyond.errors.contains("before a horizon: at most 40 fit\n"), "\(beyond.errors)")
    #expect(beyond.errors.contains("note: --season 30: series have at most 42 rows"), "\(beyond.errors)")
    #expect(beyond.errors.contains("two seasons: at most 21 fit\n"), "\(beyond.errors)")
    let within = try forecasts.train(file, ["--window", "40", "--season", "21"])
    #expect(within.status == 0 && !within.errors.contains(" fit\n"), "\(within.errors)")
  }

  /// As a row of CSV has them.
  @Test func namesWithCommasStandInQuotes() throws {
    let rows = (0..<60).map { "\($0 % 4),\($0 % 3),\($0 % 5)\n" }.joined()
    let file = try folder.write("\"load, kW\",\"say \"\"hi\"\"\",c\n" + rows, to: "series.csv")
    let trained = try forecasts.train(file, ["--target", "\"load, kW\", c", "--columns", "\"say \"\"hi\"\"\""])
    #expect(trained.status == 0 && trained.errors.contains("12 rows to load, kW, c of 2"), "\(trained.errors)")
    for list in ["\"load, kW", "\"load, kW\",", "c,\"c\"", "c\"d"] {
      expect(try forecasts.train(file, ["--target", list]), status: 64, naming: "--target", "double quotes")
    }
  }

  /// The next command is one that works as it stands.
  @Test func whatIsNextCanBeDone() throws {
    let rows = (0..<6).map { name in "S\(name)," + (0..<30).map { "\($0 % 5 + name)" }.joined(separator: ",") + "\n" }
    let header = (0...30).map { "V\($0)" }.joined(separator: ",") + "\n"
    let file = try folder.write(header + rows.joined(), to: "rows.csv")
    let trained = try forecasts.train(file, ["--series-rows"])
    #expect(trained.errors.contains("Next: recurrent forecast predict \(model) \(file)\n"), "\(trained.errors)")
    let csv = folder.path("next.csv")
    #expect(try forecasts.predict([file, "--csv", csv, "--quantiles", "0.9"]).status == 0)
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
    let trained = try forecasts.train(file, ["--target", "all"])
    #expect(trained.errors.contains("note: sold reaches 0 and never falls below it"), "\(trained.errors)")
    #expect(
      try CommandLineTool.run(["inspect", model]).lines.contains {
        $0.hasPrefix("  at_least_0") && $0.hasSuffix(" sold")
      })
    let next = try forecasts.predict([file, "--quantiles", "0.025"]).lines.map { $0.split(separator: "\t") }
    for fields in next where fields[0] == "sold" { #expect(fields.dropFirst(2).allSatisfy { Double($0)! >= 0 }) }
  }

  /// What each column of a key says goes out in a field of its own.
  @Test func severalColumnsTellSeriesApart() throws {
    let rows = (0..<30).flatMap { row in
      let day = (row < 9 ? "0" : "") + "\(row + 1)"
      return [("A", "1"), ("A", "2"), ("B, C", "1")].map { "\"\($0.0)\",\($0.1),2024-01-\(day),\(row % 5)\n" }
    }
    let file = try folder.write("shop,item,day,sold\n" + rows.joined(), to: "shops.csv")
    let key = ["--series-column", "shop,item", "--target", "sold"]
    let trained = try forecasts.train(file, key + ["--static", "shop"])
    #expect(trained.status == 0 && trained.errors.contains("3 series of 90 rows"), "\(trained.errors)")
    let csv = folder.path("next.csv")
    #expect(try forecasts.predict([file, "--csv", csv]).status == 0)
    let written = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(written[0] == "shop,item,day,sold" && written.count == 7)
    #expect(written[3].hasPrefix("A,2,2024-01-31,") && written[6].hasPrefix("\"B, C\",1,2024-02-01,"), "\(written)")
    let json = try forecasts.predict([file, "--json"]).lines
    #expect(json[2].hasPrefix("{\"series\": \"B, C, 1\", \"key\": {\"shop\": \"B, C\", \"item\": \"1\"}, "), "\(json)")
    #expect(try forecasts.predict([file]).lines[4].hasPrefix("B, C\t1\t1\t"))
    let paths = try forecasts.predict([file, "--paths", "1"]).lines
    #expect(paths.count == 3 && paths[1].hasPrefix("A\t2\t"), "\(paths)")
    let odd = try CommandLineTool.run(["forecast", "anomalies", model, file, "--least-score", "0", "--json"])
    #expect(odd.lines[0].contains("\"key\": {\"shop\": \"A\", \"item\": \"1\"}, \"row\""), "\(odd.lines[0])")
    for wrong in ["shop,shop", "shop,"] {
      expect(try forecasts.train(file, ["--series-column", wrong]), status: 64, naming: "--series-column")
    }
  }

  /// All that reads a table reads those of other countries.
  @Test func otherFormatsAreMeasuredToo() throws {
    let rows = (0..<80).map { "\($0 % 4),5;\($0)\n" }.joined()
    let file = try folder.write("x;y\n" + rows, to: "series.txt")
    let format = ["--delimiter", ";", "--decimal-comma"]
    #expect(try forecasts.train(file, ["--target", "x"] + format).status == 0)
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
    #expect(try forecasts.train(file, ["--target", "x"]).status == 0)
    let expected = try forecasts.predict([file]).output
    for delimiter in [",", "\t", ";"] {
      let result = try forecasts.predict([], input: table(delimiter))
      #expect(result.output == expected, "\(result.errors)")
    }
  }

  /// 0, no and nothing stand for no anomaly, however they are written.
  @Test func labelsAreRead() throws {
    let values = (0..<60).map { $0 == 50 ? 90 : $0 % 4 }
    let plain = try folder.write("x\n" + values.map { "\($0)\n" }.joined(), to: "series.csv")
    #expect(try forecasts.train(plain, []).status == 0)
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
    #expect(try forecasts.train(rising, ["--target", "x"]).status == 0)
    for file in [rising, falling] {
      let told = try CommandLineTool.run(["forecast", "anomalies", model, file, "--labels", "fault", "--json"])
      #expect(try told.json()["recall"] as? Double == 1, "\(told)")
    }
  }

  /// JSON has no infinity: what is beyond a band without a width is sorted before all else.
  @Test func infiniteScoresAreNumbers() throws {
    let file = try folder.write("x\n" + String(repeating: "5\n", count: 50) + "7\n", to: "series.csv")
    #expect(try forecasts.train(file, []).status == 0)
    let told = try CommandLineTool.run(["forecast", "anomalies", model, file, "--json"])
    #expect(try told.json(line: 0)["score"] as? Double == .greatestFiniteMagnitude, "\(told)")
    #expect(try CommandLineTool.run(["forecast", "anomalies", model, file]).output.contains("inf"))
  }

  /// Where there is one column of numbers, texts beside it are in nobody's way.
  @Test func aTargetBesideTexts() throws {
    let rows = (0..<60).map { "bob,\($0 % 4)\n" }
    let file = try folder.write("who,y\n" + rows.joined(), to: "series.csv")
    let trained = try forecasts.train(file, [])
    #expect(trained.status == 0 && trained.errors.contains("series.csv: who holds no number"), "\(trained.errors)")
    for (options, option) in [
      (["--wide", "--target", "y"], "--target does nothing with --wide"),
      (["--wide", "--columns", "y"], "--columns does nothing with --wide"),
      (["--series-rows", "--target", "y"], "--target does nothing with --series-rows"),
      (["--series-rows", "--static", "y"], "--static does nothing with --series-rows"),
      (["--target", "y,y"], "--target must be names between commas that differ"),
    ] { expect(try forecasts.train(file, options), status: 64, naming: option) }
  }

  /// Long figures do not run into each other, and the simple forecast that is better has the name of its row.
  @Test func longFiguresStandApart() throws {
    let rows = (0..<60).map { "\($0 < 40 ? $0 % 4 : 1_000_000 * $0)\n" }
    let file = try folder.write("x\n" + rows.joined(), to: "steep.csv")
    #expect(try forecasts.train(file, ["--train-rows", "36", "--valid-rows", "4"]).status == 0)
    let measured = try CommandLineTool.run(["forecast", "evaluate", model, file])
    let table = measured.lines.filter { line in ["this model", "drift", "Theta"].contains { line.hasPrefix($0) } }
    #expect(table.count == 3)
    for line in table { #expect(line.dropFirst(16).split(separator: " ").count == 4, "\(line)") }
    let better = try #require(measured.lines.first { $0.hasPrefix("By MSE") })
    let name = try #require(better.split(separator: ": ").last).prefix { $0 != "(" }
    #expect(measured.lines.contains { $0.hasPrefix(name) }, "\(measured.output)")
  }
}
