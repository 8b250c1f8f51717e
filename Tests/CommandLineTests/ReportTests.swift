import Foundation
import TestSupport
import Testing

/// The page that a training leaves beside its model.
@Suite struct ReportTests {
  private let folder: TemporaryFolder
  private let text: String

  init() throws {
    folder = try TemporaryFolder()
    text = try folder.write(SampleText.sentences(120), to: "text.txt")
  }

  private func train(
    _ name: String, _ options: [String] = [], whileRunning: (ChildProcess) throws -> Void = { _ in }
  ) throws -> CommandLineTool.Result {
    try CommandLineTool.run(
      ["lm", "train", text, "--out", folder.path(name)] + TrainedModel.smallOptions + ["--epochs", "3"] + options,
      whileRunning: whileRunning)
  }

  private func page(_ path: String) throws -> String {
    try String(contentsOfFile: folder.path(path), encoding: .utf8)
  }

  @Test func itIsThereByDefaultWithItsCurves() throws {
    #expect(try train("model").status == 0)
    let page = try page("model/report.html")
    for part in ["3 of 3 epochs done", "Loss", "Learning rate", "Gradient norm", "tokens a second", "text.txt"] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(!page.contains("http-equiv=\"refresh\""))
    #expect(page.utf8.count < 2_000_000)
  }

  @Test func theModelIsTheSameWithoutIt() throws {
    #expect(try train("with").status == 0)
    #expect(try train("without", ["--report", "none"]).status == 0)
    #expect(!FileManager.default.fileExists(atPath: folder.path("without/report.html")))
    for file in ["config.json", "vocabulary.json", "model.safetensors"] {
      let contents = ["with", "without"].map { FileManager.default.contents(atPath: folder.path("\($0)/\(file)")) }
      #expect(contents[0] != nil && contents[0] == contents[1], "\(file)")
    }
  }

  /// Nor the text that it is about, nor a model.
  @Test func aPageReplacesPagesAlone() throws {
    let result = try train("model", ["--report", text])
    #expect(result.status == 73 && result.errors.contains("would be lost"), "\(result.errors)")
    #expect(try String(contentsOfFile: text, encoding: .utf8) == SampleText.sentences(120))
    #expect(try train("model", ["--report", folder.path("page.html")]).status == 0)
    #expect(try train("model", ["--report", folder.path("page.html")]).status == 0)
  }

  /// Its folder goes while the training goes on.
  @Test func oneThatCanNoLongerBeWrittenLosesNothing() throws {
    try FileManager.default.createDirectory(atPath: folder.path("pages"), withIntermediateDirectories: false)
    let page = folder.path("pages/page.html")
    let result = try train("model", ["--epochs", "30", "--report", page]) { _ in
      let deadline = Date() + 60
      while !FileManager.default.fileExists(atPath: page), Date() < deadline { usleep(2000) }
      try FileManager.default.removeItem(atPath: folder.path("pages"))
    }
    #expect(result.status == 0)
    #expect(result.errors.contains("warning: the report could not be written"), "\(result.errors)")
    #expect(result.errors.components(separatedBy: "pages/page.html").count == 2, "it is said once")
    #expect(FileManager.default.fileExists(atPath: folder.path("model/model.safetensors")))
  }

  @Test func itsCurvesGoOnWhereTrainingDoes() throws {
    #expect(try train("model", ["--epochs", "2"]).status == 0)
    let steps = try #require(try page("model/report.html").firstMatch(of: /(\d+) steps</))
    #expect(try train("model", ["--epochs", "4", "--resume"]).status == 0)
    let page = try page("model/report.html")
    let all = try #require(page.firstMatch(of: /(\d+) steps</))
    #expect(try #require(Int(all.1)) == 2 * #require(Int(steps.1)))
    #expect(page.contains("4 of 4 epochs done"))
  }

  /// A training that was killed leaves a page that is older than its checkpoint, or newer. The first step of the one that
  /// goes on mends that; one that is refused leaves the page alone.
  @Test func itFollowsTheCheckpoint() throws {
    #expect(try train("model", ["--epochs", "2"]).status == 0)
    #expect(try train("other", ["--epochs", "4"]).status == 0)
    let newer = try page("other/report.html")
    _ = try folder.write(newer, to: "model/report.html")
    #expect(try train("model", ["--epochs", "9", "--hidden", "16", "--resume"]).status == 64)
    #expect(try page("model/report.html") == newer)
    let path = folder.path("model/report.html")
    let stopped = try train("model", ["--epochs", "100000", "--resume"]) { process in
      let deadline = Date() + 60
      while try page("model/report.html") == newer, Date() < deadline { usleep(2000) }
      let live = try String(contentsOfFile: path, encoding: .utf8)
      let done = try #require(live.firstMatch(of: /(\d+) of 100,000 epochs done/))
      #expect(done.1 == "2" && live.contains("http-equiv=\"refresh\""))
      process.send(SIGTERM)
    }
    #expect(stopped.status == 143, "\(stopped.errors)")
  }

  /// A training that was stopped before it had a model leaves its report, and another begins there.
  @Test func aFolderWithAReportAloneTakesAModel() throws {
    try FileManager.default.createDirectory(atPath: folder.path("model"), withIntermediateDirectories: false)
    for name in ["report.html", "report.html.part"] { _ = try folder.write("<p>", to: "model/\(name)") }
    #expect(try train("model").status == 0)
    #expect(FileManager.default.fileExists(atPath: folder.path("model/model.safetensors")))
  }

  // MARK: The other tasks

  private struct Task {
    let command: String
    let file: String
    let lines: String
    var options: [String] = []
    /// What its report shows.
    let shown: [String]
  }

  private static let tasks = [
    Task(
      command: "classify", file: "texts.tsv",
      lines: "text\tlabel\n" + (0..<60).map { "good film \($0)\tpos\nbad <film> \($0)\tneg\n" }.joined(),
      options: ["--embedding", "8", "--buckets", "50"],
      shown: ["Which labels are confused", "The most confident mistakes", "What it learns from", "pos ← neg"]),
    Task(
      command: "forecast", file: "series.csv", lines: "x\n" + (0..<300).map { "\($0 % 12 * ($0 % 7))\n" }.joined(),
      options: ["--target", "x", "--window", "8", "--horizon", "3", "--season", "24"],
      shown: ["Forecasts against what came", "the last value again", "the last 24 rows again"]),
    Task(
      command: "tag", file: "bank.conllu",
      lines: (0..<60).map {
        "1\tThe\t_\tDET\t_\t_\t0\t_\t_\t_\n2\tcat\($0 % 9)\t_\tNOUN\t_\t_\t1\t_\t_\t_\n\n"
      }.joined(),
      options: ["--embedding", "8", "--char-embedding", "4", "--char-hidden", "4"],
      shown: ["Which tags are confused", "NOUN ← DET", "sentences by their words"]),
    Task(
      command: "translate", file: "pairs.tsv",
      lines: (10..<80).map { "\($0)\t\(String(String($0).reversed()))\n" }.joined(), options: ["--embedding", "8"],
      shown: ["Translations", "What was looked at", "pairs by their units"]),
    Task(
      command: "generate", file: "names.tsv",
      lines: "text\tlabel\n" + (0..<60).map { "anna\($0)\tA\nbert\($0)\tB\n" }.joined(), options: ["--embedding", "8"],
      shown: ["What it writes", "What it learns from"]),
  ]

  /// While it trains, and made from what it saved.
  @Test(arguments: tasks.indices)
  func eachTaskShowsItsOwn(place: Int) throws {
    let task = Self.tasks[place]
    let data = try folder.write(task.lines, to: task.file)
    let result = try CommandLineTool.run(
      [task.command, "train", data, "--out", folder.path("model"), "--hidden", "8", "--epochs", "1", "--batch", "16"]
        + task.options)
    #expect(result.status == 0 && !result.errors.contains("warning"), "\(result.errors)")
    let live = try page("model/report.html")
    for part in task.shown { #expect(live.contains(part), "\(task.command): \(part)") }
    let made = try CommandLineTool.run(
      ["report", folder.path("model"), "--data", data, "--out", folder.path("made.html")])
    #expect(made.status == 0, "\(made.errors)")
    let saved = try page("made.html")
    if task.command == "classify" {
      let explained = try CommandLineTool.run(
        ["classify", "explain", folder.path("model"), data, "--text-column", "text", "--out", folder.path("why.html")])
      #expect(explained.status == 0, "\(explained.errors)")
      #expect(try page("why.html").contains("&lt;film&gt;"))
    }
    for part in task.shown where part != "What it learns from" {
      #expect(saved.contains(part), "\(task.command): \(part)")
    }
    #expect(max(live.utf8.count, saved.utf8.count) < 2_000_000)
  }

  // MARK: Saved models

  @Test func severalAreLaidOverEachOther() throws {
    #expect(try train("one").status == 0)
    #expect(try train("two", ["--hidden", "16", "--dropout", "0.1"]).status == 0)
    let result = try CommandLineTool.run(
      ["report", folder.path("one"), folder.path("two"), "--data", text, "--out", folder.path("both.html")])
    #expect(result.status == 0, "\(result.errors)")
    let page = try page("both.html")
    for part in ["2 models, laid over each other", "What differs in their options", "one · two", "surprising passages"]
    {
      #expect(page.contains(part), "\(part)")
    }
    let differing = page.matches(of: /<tr><td dir="auto">([a-z ]+)<\/td>/).map { String($0.1) }
    #expect(differing.contains("hidden") && differing.contains("dropout") && !differing.contains("embedding"))
  }

  /// What is counted in nats and what in squares do not share an axis.
  @Test func tasksOfOtherUnitsHaveCurvesOfTheirOwn() throws {
    #expect(try train("text").status == 0)
    let series = try folder.write("x\n" + (0..<300).map { "\($0 % 12 * ($0 % 7))\n" }.joined(), to: "series.csv")
    let options = ["--target", "x", "--window", "8", "--horizon", "3", "--hidden", "8", "--epochs", "2"]
    #expect(
      try CommandLineTool.run(["forecast", "train", series, "--out", folder.path("series")] + options).status == 0)
    let result = try CommandLineTool.run(
      ["report", folder.path("text"), folder.path("series"), "--out", folder.path("both.html")])
    #expect(result.status == 0, "\(result.errors)")
    let page = try page("both.html")
    #expect(page.matches(of: />Loss</).count == 2)
    for unit in ["nats a token", "windows a second", "tokens a second"] { #expect(page.contains(unit), "\(unit)") }
  }

  /// A training that was killed before its first checkpoint.
  @Test func aReportAloneIsATrainingWithoutAModel() throws {
    try FileManager.default.createDirectory(atPath: folder.path("model"), withIntermediateDirectories: false)
    _ = try folder.write("<!DOCTYPE html>", to: "model/report.html")
    let shown = try CommandLineTool.run(["inspect", folder.path("model")])
    #expect(shown.status == 0 && shown.output.contains("a training without a model yet\n  it left no checkpoint"))
    let json = try CommandLineTool.run(["inspect", folder.path("model"), "--json"]).json()
    #expect(json["kind"] as? String == "training")
    let other = try CommandLineTool.run(["report", folder.path("model"), "--out", folder.path("page.html")])
    #expect(other.status == 66 && other.errors.contains("without a model yet"), "\(other.errors)")
  }

  @Test func aMissingModelIsNamed() throws {
    let result = try CommandLineTool.run(["report", folder.path("none"), "--out", folder.path("page.html")])
    #expect(result.status == 66 && result.errors.contains(folder.path("none")))
    #expect(!FileManager.default.fileExists(atPath: folder.path("page.html")))
  }

  // MARK: TensorBoard

  @Test func eventsAreWrittenBeside() throws {
    let runs = folder.path("runs")
    #expect(try train("model", ["--tensorboard", runs]).status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: runs)
    #expect(names.count == 1)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: runs + "/" + names[0]))
    for tag in ["| hidden | 32 |", "epoch/val_loss", "weights/rnn.weight_ih_l0"] {
      #expect(bytes.range(of: Data(tag.utf8)) != nil, "\(tag)")
    }
  }

  // MARK: Looking inside

  @Test(arguments: ["lstm", "gru", "rnn"])
  func aLanguageModelIsExplained(cell: String) throws {
    #expect(try train("model", ["--cell", cell]).status == 0)
    let arguments = [
      "lm", "explain", folder.path("model"), text, "--out", folder.path("inside.html"), "--length", "200",
    ]
    let result = try CommandLineTool.run(arguments)
    #expect(result.status == 0, "\(result.errors)")
    let page = try page("inside.html")
    for part in ["What it expected", "LSTM, untrained", "this model", "follows"] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(page.contains("forget gate") == (cell == "lstm") && page.contains("update gate") == (cell == "gru"))
    #expect(page.utf8.count < 2_000_000)
  }

  @Test func whatHasNoUnitsIsNotExplained() throws {
    #expect(try train("model", ["--cell", "none"]).status == 0)
    let result = try CommandLineTool.run(["lm", "explain", folder.path("model"), text, "--out", folder.path("a.html")])
    #expect(result.status == 64 && result.errors.contains("cell must be"), "\(result.errors)")
  }
}
