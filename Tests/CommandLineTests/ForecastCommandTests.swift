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
    expect(try train(file, ["--horizon", "100"]), status: 65, naming: "at least 112 are needed")
    expect(try train(file, ["--train-rows", "60", "--valid-rows", "20"]), status: 65, naming: "60 rows in all")
    let text = try folder.write("wave\n1\nhigh\n", to: "text.csv")
    expect(try train(text), status: 65, naming: "text.csv:3", "wave is \"high\", no number")
    let empty = try folder.write("wave\n", to: "empty.csv")
    expect(try train(empty), status: 65, naming: "0 rows")
    #expect(!FileManager.default.fileExists(atPath: folder.path("model")))
  }

  @Test(arguments: [
    (["--horizon", "0"], "--horizon"), (["--window", "-1"], "--window"), (["--train-rows", "0"], "--train-rows"),
    (["--valid-rows", "-1"], "--valid-rows"), (["--columns", ""], "--columns"), (["--cell", "tree"], "tree"),
  ])
  func wrongOptionsAreNamed(options: [String], name: String) throws {
    let result = try train("series.csv", options)
    #expect(result.status == 64)
    #expect(result.errors.contains(name), "\(result.errors)")
  }
}
