import Foundation
import TestSupport
import Testing

/// Files that no task can learn from: each ends with exit code 65 and one line that names the file and, where there is
/// one, the line.
@Suite struct BadDataTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let task: [String]
    let bytes: [UInt8]
    /// After the file's name.
    let message: String

    init(_ task: [String], _ text: String, _ message: String) { self.init(task, Array(text.utf8), message) }

    init(_ task: [String], _ bytes: [UInt8], _ message: String) {
      (self.task, self.bytes, self.message) = (task, bytes, message)
    }

    var testDescription: String { "\(task[0])\(message)" }
  }

  private static let forecast = ["forecast", "--target", "x"]

  @Test(arguments: [
    Case(["lm"], "", ": the file is empty"), Case(["tag"], "", ": the file is empty"),
    Case(["translate"], "", ": the file is empty"), Case(["classify"], "", ": the file is empty"),
    Case(["generate"], "", ": the file is empty"), Case(forecast, "", ": the file is empty"),
    // Two encodings in one file: "é" in Latin 1 after a line of UTF-8.
    Case(["lm"], Array("é\ncaf".utf8) + [0xE9, 0x0A], ":2: not UTF-8 at byte 6"),
    Case(["tag"], Array("# é\n# caf".utf8) + [0xE9, 0x0A], ":2: not UTF-8"),
    Case(["translate"], Array("é\tb\ncaf".utf8) + [0xE9, 0x0A], ":2: not UTF-8"),
    Case(["classify"], Array("text\tlabel\ncaf".utf8) + [0xE9, 0x0A], ":2: not UTF-8"),
    Case(["generate"], Array("text\tlabel\ncaf".utf8) + [0xE9, 0x0A], ":2: not UTF-8"),
    Case(forecast, Array("x\n1\n".utf8) + [0xE9, 0x0A], ":3: not UTF-8"),
    // Nothing in it but blank lines, a header, or empty texts.
    Case(["tag"], "\n\n", ":1: there is nothing in it"),
    Case(["translate"], "\n\n", ":1: there is nothing in it"),
    Case(["classify"], "text\tlabel\n\tx\n \ty\n", ": there is no text in it, all 2 are empty"),
    Case(["generate"], "text\tlabel\n\tx\n \ty\n", ": there is no text in it, all 2 are empty"),
    Case(forecast, "x\n", ": 0 rows"),
    // Rows that do not fit.
    Case(["tag"], "1\tThe\tthe\tDET\n", ":1: 4 fields between tabs, expected 10"),
    Case(["tag"], "1\tThe\t_\t_\t_\t_\t0\t_\t_\t_\n", ":1: the word \"The\" has no tag"),
    Case(["translate"], "a\tb\nabc\n", ":2: no \"\\t\" (U+0009) in the line"),
    Case(["classify"], "text\tlabel\na\tx\nb\n", ":3: 1 fields, expected 2"),
    Case(
      ["classify"], "text;label\na;x\n",
      "the columns are \"text;label\": ';' seems to stand between fields: --delimiter"),
    Case(["generate"], "text\tlabel\na\tx\nb\t\n", ":3: the column \"label\" is empty"),
    Case(forecast, "x\n1\nhigh\n", ":3: x is \"high\", no number"),
    // Long fields are cut, and what could write to a terminal is an escape.
    Case(["tag"], String(repeating: "1", count: 1_000_000) + "\tx\t_\tX\t_\t_\t0\t_\t_\t_\n", "1111…\", expected 1\n"),
    Case(
      ["classify"], "te\u{1B}[2Jxt\tlabel\n", ":1: no column \"text\"; the columns are \"te\\u{1b}[2Jxt\", \"label\""),
    // Columns that are not there; one class; a horizon longer than the series.
    Case(["classify", "--text-column", "document"], "text\tlabel\na\tx\n", ":1: no column \"document\""),
    Case(["generate", "--label-column", "class"], "text\tlabel\na\tx\n", ":1: no column \"class\""),
    Case(forecast, "y\n1\n", ":1: no column \"x\""),
    Case(["classify"], "text\tlabel\na\tx\nb\tx\n", ": all texts to learn from have the label \"x\""),
    Case(forecast + ["--horizon", "4", "--window", "2"], "x\n1\n2\n3\n", "but at least 5 are needed"),
  ])
  func theFileIsNamed(_ data: Case) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(data.bytes, to: "data")
    let result = try CommandLineTool.run(
      [data.task[0], "train", file, "--out", folder.path("model")] + data.task.dropFirst())
    #expect(result.status == 65, "\(result.errors)")
    #expect(result.errors.contains("error: \(file)") && result.errors.contains(data.message), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("model")))
  }
}
