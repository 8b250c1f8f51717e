import TestSupport
import Testing

/// Wrong options: each ends with exit code 64, one line that names the option, and a hint.
@Suite struct UsageTests {
  @Test(arguments: [
    (["--hidden", "-3"], "--hidden"), (["--hidden", "0"], "--hidden"), (["--embedding", "0"], "--embedding"),
    (["--layers", "-1"], "--layers"), (["--batch", "0"], "--batch"), (["--steps", "-50"], "--steps"),
    (["--epochs", "0"], "--epochs"), (["--dropout", "1"], "--dropout"), (["--dropout", "-0.1"], "--dropout"),
    (["--dropout", "nan"], "--dropout"), (["--learning-rate", "0"], "--learning-rate"),
    (["--learning-rate", "inf"], "--learning-rate"),
    (["--clip", "-5"], "--clip must be above 0, or 0 for never, not -5.0"),
    (["--init-range", "0"], "--init-range"), (["--decay-after", "-1"], "--decay-after"),
    (["--decay-after", "3", "--decay", "1.5"], "--decay"), (["--decay", "0.5"], "--decay"),
    (["--decay-after", "3", "--schedule", "cosine"], "--decay-after"),
    (["--valid-fraction", "1"], "--valid-fraction"), (["--valid-fraction", "-0.1"], "--valid-fraction"),
    (["--valid-fraction", "0.1", "--valid", "x.txt"], "--valid-fraction"), (["--threads", "0"], "--threads"),
    (["--tie-weights", "--embedding", "64"], "--tie-weights"), (["--seed", "-1"], "-1"),
    (["--cell", "transformer"], "transformer"), (["--unit", "byte"], "byte"), (["--optimizer", "lion"], "lion"),
    (["--hidden", "many"], "many"),
    (["--vocabulary", "1"], "--vocabulary"), (["--unit", "bpe", "--vocabulary", "256"], "--vocabulary"),
    (["--colour", "red"], "--colour"),
  ])
  func trainRefuses(options: [String], named: String) throws {
    let result = try CommandLineTool.run(["lm", "train", "text.txt", "--out", "model"] + options)
    expectUsageFailure(result, naming: named)
  }

  @Test(arguments: [
    (["--length", "-1"], "--length"), (["--temperature", "-1"], "--temperature"),
    (["--temperature", "nan"], "--temperature"), (["--top-k", "0"], "--top-k"), (["--threads", "-2"], "--threads"),
  ])
  func generateRefuses(options: [String], named: String) throws {
    expectUsageFailure(try CommandLineTool.run(["lm", "generate", "model"] + options), naming: named)
  }

  @Test(arguments: [
    ["lm", "train"], ["lm", "train", "text.txt"], ["lm", "evaluate", "model"], ["inspect"], ["sing"],
  ])
  func missingOrForeignArgumentsAreRefused(arguments: [String]) throws {
    expectUsageFailure(try CommandLineTool.run(arguments), naming: "")
  }

  /// Every task has a baseline without a recurrent layer: here it is the data that is missing.
  @Test(arguments: [
    ["lm"], ["tag"], ["translate"], ["classify"], ["generate"], ["forecast", "--target", "x"],
  ])
  func everyTaskHasABaseline(task: [String]) throws {
    // A folder of its own: that it can be made is tried first.
    let folder = try TemporaryFolder()
    let options = task.dropFirst() + ["no-such-file", "--cell", "none", "--out", folder.path("model")]
    let result = try CommandLineTool.run([task[0], "train"] + options)
    #expect(result.status == 66, "\(result.errors)")
  }

  @Test(arguments: [["--help"], ["lm", "--help"], ["lm", "train", "--help"], ["help", "lm", "generate"]])
  func helpIsAResult(arguments: [String]) throws {
    let result = try CommandLineTool.run(arguments)
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(result.output.contains("EXAMPLES:"))
  }

  /// Paragraphs are wrapped once, to the width of a terminal, and examples fit into it.
  @Test(arguments: ["lm", "classify", "forecast", "tag", "translate", "generate"])
  func helpIsEven(task: String) throws {
    for command in ["train", "evaluate", "predict"] where task != "lm" || command != "predict" {
      let help = try CommandLineTool.run([task, command, "--help"]).output
      // The usage is on a line of its own, however long.
      let lines = help.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("USAGE: ") }
      for (line, next) in zip(lines, lines.dropFirst()) {
        #expect(line.count <= 80)
        let isProse = line.first?.isLetter == true && next.first?.isLetter == true
        let word = next.prefix { $0 != " " }.count
        #expect(!isProse || line.count + 1 + word >= 80, "\(task) \(command): \(line)")
      }
    }
  }

  @Test func helpListsEveryExitCode() throws {
    let help = try CommandLineTool.run(["--help"]).output
    for code in [0, 64, 65, 66, 70, 71, 73, 74, 75, 129, 130, 143] {
      #expect(help.contains("\n  \(code) "), "exit code \(code)")
    }
  }

  @Test func versionIsOneLine() throws {
    let result = try CommandLineTool.run(["--version"])
    #expect(result.status == 0)
    #expect(result.output.wholeMatch(of: /recurrent \d+\.\d+\.\d+\n/) != nil)
  }

  private func expectUsageFailure(_ result: CommandLineTool.Result, naming name: String) {
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == 2, "\(result.errors)")
    #expect(lines.first?.hasPrefix("error: ") == true)
    #expect(name.isEmpty || lines.first?.contains(name) == true, "\(result.errors)")
    #expect(lines.last?.hasPrefix("hint: ") == true)
  }
}
