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

  private func train(_ name: String, _ options: [String] = []) throws -> CommandLineTool.Result {
    try CommandLineTool.run(
      ["lm", "train", text, "--out", folder.path(name)] + TrainedModel.smallOptions + ["--epochs", "3"] + options)
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

  @Test func oneThatCannotBeWrittenLosesNothing() throws {
    let result = try train("model", ["--report", folder.path("nowhere/page.html")])
    #expect(result.status == 0)
    #expect(result.errors.contains("warning: the report could not be written"))
    #expect(result.errors.components(separatedBy: "nowhere").count == 2, "it is said once")
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

  /// A training that was stopped before it had a model leaves its report, and another begins there.
  @Test func aFolderWithAReportAloneTakesAModel() throws {
    try FileManager.default.createDirectory(atPath: folder.path("model"), withIntermediateDirectories: false)
    for name in ["report.html", "report.html.part"] { _ = try folder.write("<p>", to: "model/\(name)") }
    #expect(try train("model").status == 0)
    #expect(FileManager.default.fileExists(atPath: folder.path("model/model.safetensors")))
  }
}
