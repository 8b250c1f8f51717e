import Foundation
import TestSupport
import Testing

/// `recurrent generate`, from labelled texts to others of a label.
@Suite struct GeneratorCommandTests {
  private let folder = try! TemporaryFolder()

  @Test func aFolderOfNamesIsLearnedAndWritten() throws {
    let names = try TemporaryFolder()
    _ = try names.write(String(repeating: "Novak\nDvorak\n", count: 40), to: "Czech.txt")
    _ = try names.write(String(repeating: "Kim\nPark\nLee\n", count: 30), to: "Korean.txt")
    let options = ["--hidden", "24", "--epochs", "12", "--batch", "16", "--learning-rate", "0.02"]
    let (model, judge) = (folder.path("model"), folder.path("judge"))
    let trained = try CommandLineTool.run(["generate", "train", names.path, "--out", model, "--json"] + options)
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try trained.json()["valid_nats_per_token"] as? Double ?? .nan < 0.6)

    let write = ["generate", "predict", model, "--label", "Korean", "--count", "20", "--temperature", "0.3"]
    let written = try CommandLineTool.run(write + ["--seed", "1"])
    #expect(written.status == 0, "\(written.errors)")
    #expect(written.lines.count == 20)
    #expect(Set(written.lines).isSubset(of: ["Kim", "Park", "Lee"]), "\(written.output)")
    #expect(try CommandLineTool.run(write + ["--seed", "1"]).output == written.output)
    let json = try CommandLineTool.run(write + ["--json"]).json(line: 0)
    #expect(json["label"] as? String == "Korean")

    #expect(try CommandLineTool.run(["classify", "train", names.path, "--out", judge] + options).status == 0)
    let measured = try CommandLineTool.run(
      [
        "generate", "evaluate", model, names.path, "--classifier", judge, "--temperature", "0.3", "--count", "10",
        "--seed", "1", "--json",
      ])
    #expect(measured.status == 0, "\(measured.errors)")
    let figures = try measured.json()
    #expect(figures["accuracy"] as? Double ?? 0 > 0.9)
    #expect((figures["labels"] as? [String: Double])?.count == 2)
    #expect(figures["texts"] as? Int == 170)

    let unknown = try CommandLineTool.run(["generate", "predict", model, "--label", "Elvish"])
    #expect(unknown.status == 65)
    #expect(unknown.errors.contains("\"Elvish\"") && unknown.errors.contains("\"Czech\", \"Korean\""))
  }

  @Test(arguments: [
    (["--count", "0"], "--count"), (["--max-length", "0"], "--max-length"), (["--temperature", "-1"], "--temperature"),
    (["--top-k", "0"], "--top-k"),
  ])
  func wrongOptionsAreNamed(options: [String], name: String) throws {
    let result = try CommandLineTool.run(["generate", "predict", "model", "--label", "x"] + options)
    #expect(result.status == 64)
    #expect(result.errors.contains(name), "\(result.errors)")
  }
}
