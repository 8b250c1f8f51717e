import Foundation
import RecurrentFormats
import TestSupport
import Testing

@Suite struct BenchCommandTests {
  let folder = try! TemporaryFolder()

  private func bench(_ cases: String, _ options: [String] = []) throws -> CommandLineTool.Result {
    try CommandLineTool.run(
      ["bench", "--cases", folder.write(cases, to: "cases.json"), "--seconds", "0.001"] + options)
  }

  /// A thousand times what the machine may have: an error like any other.
  @Test func memoryThatIsRefusedIsSaid() throws {
    let cases = try folder.write(
      #"[{"name": "huge", "cell": "lstm", "N": 4096, "T": 4096, "D": 512, "H": 512, "train": false}]"#,
      to: "huge.json")
    let result = try CommandLineTool.shell(
      "ulimit -v 4000000; \(CommandLineTool.path) bench --cases \(cases) --seconds 0.001 --threads 1")
    #expect(result.status == 71, "\(result)")
    #expect(result.errors.contains("error: out of memory: a buffer of"), "\(result.errors)")
  }

  @Test func everyKindOfCaseHasItsFigures() throws {
    let result = try bench(
      """
      [{"name": "both", "cell": "gru", "N": 2, "T": 3, "D": 4, "H": 5, "layers": 2, "bi": true},
       {"name": "stream", "cell": "lstm", "N": 1, "T": 1, "D": 4, "H": 5, "train": false},
       {"name": "steps", "cell": "rnn", "V": 11, "E": 4, "H": 5, "N": 2, "T": 3, "dropout": 0.5, "optimizer": "adam"}]
      """, ["--json", "--threads", "1", "--backend", "reference"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.count == 3)
    let figures = [
      ["forward_s", "forward_backward_s"], ["forward_s", "ns_per_step"], ["step_s", "tokens_per_s"],
    ]
    for (line, (name, expected)) in zip(["both", "stream", "steps"], figures).enumerated() {
      let json = try result.json(line: line)
      #expect(json["case"] as? String == name)
      #expect(json["peer"] as? String == "recurrent reference")
      #expect(Set(json.keys) == Set(expected + ["case", "peer"]))
      for figure in expected { #expect((json[figure] as? Double ?? 0) > 0, "\(figure)") }
    }
    for said in ["processor: ", "threads: 1", "BLAS: "] { #expect(result.errors.contains(said)) }
  }

  /// What 'recurrent run' takes is timed: here a folder, by the names of its export.
  @Test func aModelOfOursIsTimed() throws {
    let tokens = folder.path("tokens.npz")
    try NPZFile.write([StoredTensor(name: "input_ids", shape: [1, 3], integers: [1, 2, 3])], to: tokens)
    let result = try CommandLineTool.run(
      ["bench", "--model", TrainedModel.folder.path("char"), "--inputs", tokens, "--seconds", "0.001", "--json"])
    #expect(result.status == 0, "\(result.errors)")
    let json = try result.json()
    #expect(json["model"] as? String == "char" && (json["run_s"] as? Double ?? 0) > 0)
  }

  /// int8 has no gradients to time.
  @Test(arguments: [("bf16", true), ("int8", false)]) func otherPrecisionsSayWhichTheyAre(
    _ precision: String, hasGradients: Bool
  ) throws {
    let result = try bench(
      #"[{"name": "a", "cell": "lstm", "N": 2, "T": 3, "D": 4, "H": 5}]"#, ["--json", "--precision", precision])
    #expect(result.status == 0, "\(result.errors)")
    let json = try result.json()
    #expect(json["peer"] as? String == "recurrent native \(precision)")
    #expect(json["forward_s"] != nil && (json["forward_backward_s"] != nil) == hasGradients)
  }

  @Test func withoutJSONALineSaysWhatItMeans() throws {
    let result = try bench(#"[{"name": "a", "cell": "lstm", "N": 2, "T": 3, "D": 4, "H": 5}]"#)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.count == 1)
    #expect(result.output.hasPrefix("a  forward "))
    #expect(result.output.contains("forward and backward "))
  }

  @Test(arguments: [
    (#"{"name": "a"}"#, "array"), ("[]", "array"), ("[1]", "case 1"), (#"[{"cell": "lstm"}]"#, "\"name\""),
    (#"[{"name": "a", "cell": "lstm"}]"#, "case \"a\": \"N\""),
    (#"[{"name": "a", "cell": "cnn", "N": 1, "T": 1, "D": 1, "H": 1}]"#, "\"cnn\""),
    (#"[{"name": "a", "cell": "lstm", "N": 0, "T": 1, "D": 1, "H": 1}]"#, "\"N\""),
    (#"[{"name": "a", "cell": "lstm", "N": 1.5, "T": 1, "D": 1, "H": 1}]"#, "\"N\""),
    (#"[{"name": "a", "cell": "lstm", "N": 1, "T": 1, "D": 1, "H": 99999999999}]"#, "\"H\""),
    (#"[{"name": "a", "cell": "lstm", "N": 1, "T": 1, "D": 1, "H": 1, "bi": 1}]"#, "\"bi\""),
    (#"[{"name": "a", "cell": "lstm", "N": 1, "T": 1, "D": 1, "H": 1, "hidden": 1}]"#, "\"hidden\""),
    (#"[{"name": "a", "cell": "lstm", "N": 1, "T": 1, "V": 1, "E": 1, "H": 1, "dropout": 1}]"#, "\"dropout\""),
    (#"[{"name": "a", "#, "JSON"), ("", "empty"),
  ])
  func aCasesFileThatCannotBeUsed(cases: String, naming part: String) throws {
    let result = try bench(cases)
    #expect(result.status == 65)
    #expect(result.output.isEmpty)
    let message = try #require(result.errors.split(separator: "\n").first)
    #expect(message.hasPrefix("error: ") && message.contains("cases.json") && message.contains(part), "\(message)")
  }

  @Test func aMissingFileAndWrongOptions() throws {
    #expect(try CommandLineTool.run(["bench", "--cases", folder.path("none.json")]).status == 66)
    #expect(try CommandLineTool.run(["bench"]).status == 64)
    #expect(try bench("[]", ["--seconds", "0"]).status == 64)
    #expect(try bench("[]", ["--threads", "0"]).status == 64)
  }
}
