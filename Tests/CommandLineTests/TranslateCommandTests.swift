import Foundation
import TestSupport
import Testing

/// `recurrent translate`, from pairs to a translator and translations.
@Suite struct TranslateCommandTests {
  /// A folder with `train.tsv`, `dev.tsv` and a translator `model`, trained once.
  private static let trained = TrainedTask(
    "translate", train: ("train.tsv", SamplePairs.reversals(600)),
    valid: ("dev.tsv", SamplePairs.reversals(80, seed: 2)),
    options: small)

  private static let small = [
    "--embedding", "12", "--hidden", "32", "--batch", "16", "--epochs", "8", "--learning-rate", "0.01", "--decay-after",
    "8", "--max-length", "12",
  ]

  private let folder = Self.trained.folder
  private let model = Self.trained.folder.path("model")
  private let scratch = try! TemporaryFolder()

  @Test func trainingEndsWithItsFigures() throws {
    try Self.trained.expectFigures(epochs: 8, next: "recurrent translate predict")
  }

  @Test func evaluateAgreesWithTraining() throws {
    let result = try CommandLineTool.run(["translate", "evaluate", model, folder.path("dev.tsv"), "--json"])
    #expect(result.status == 0, "\(result.errors)")
    let figures = try result.json()
    #expect(Set(figures.keys) == ["exact_match", "accuracy", "nats_per_token", "pairs", "too_long"])
    #expect(try #require(figures["exact_match"] as? Double) > 0.9)
    #expect(figures["nats_per_token"] as? Double == (try Self.trained.result.json()["valid_nats_per_token"] as? Double))
    let people = try CommandLineTool.run(["translate", "evaluate", model, folder.path("dev.tsv"), "--beam", "1"])
    for part in ["exact match", "of 80 pairs", "accuracy"] { #expect(people.output.contains(part)) }
  }

  @Test func linesAreTranslated() throws {
    let text = try scratch.write(" abc \n\ned\n")
    for beam in ["1", "4"] {
      let result = try CommandLineTool.run(["translate", "predict", model, text, "--beam", beam])
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output == "cba\n\nde\n")
    }
    let json = try CommandLineTool.run(["translate", "predict", model, text, "--json"])
    #expect(json.lines.count == 3)
    #expect(try json.json() as? [String: String] == ["source": "ed", "target": "de"])
  }

  @Test func theAttentionIsAPicture() throws {
    let picture = scratch.path("map.svg")
    let result = try CommandLineTool.run(
      ["translate", "predict", model, "--text", "abcd", "--attention", picture])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "dcba\n")
    let svg = try String(contentsOfFile: picture, encoding: .utf8)
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n") && svg.contains("d ← d: "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["map.svg"])
  }

  @Test func separatorsAndUnits() throws {
    let pairs = try scratch.write("the cat  _die katze\na dog_ein hund\n", to: "fixed.txt")
    let result = try CommandLineTool.run(
      [
        "translate", "train", pairs, "--separator", "_", "--source-unit", "word", "--target-unit", "jamo",
        "--reverse-source", "--attention", "additive", "--out", scratch.path("model"),
      ] + Self.small + ["--valid-fraction", "0", "--epochs", "1"])
    #expect(result.status == 0, "\(result.errors)")
    let summary = try CommandLineTool.run(["inspect", scratch.path("model"), "--json"]).json()
    #expect(summary["kind"] as? String == "translator")
    #expect(summary["source_unit"] as? String == "word" && summary["target_unit"] as? String == "jamo")
    #expect(summary["attention"] as? String == "additive" && summary["reverse_source"] as? Bool == true)
  }

  // MARK: Input that cannot be used

  private func train(_ pairs: String, _ options: [String] = []) throws -> CommandLineTool.Result {
    try CommandLineTool.run(
      ["translate", "train", scratch.write(pairs, to: "bad.tsv"), "--out", scratch.path("model")] + Self.small + options
    )
  }

  @Test func malformedPairs() throws {
    expect(try train("a\tb\nno separator\n"), status: 65, naming: "bad.tsv:2")
    expect(try train("a\tb\n\tb\n"), status: 65, naming: "bad.tsv:2", "no text before")
    expect(try train(""), status: 65, naming: "empty")
    expect(try train("\n \n"), status: 65, naming: "nothing in it")
    let long = String(repeating: "a", count: 13)
    expect(try train("\(long)\ta\n", ["--valid-fraction", "0"]), status: 65, naming: "bad.tsv", "12 units")
  }

  @Test func longPairsAreCounted() throws {
    let pairs = try scratch.write("ab\tba\n\(String(repeating: "a", count: 13))\ta\n", to: "long.tsv")
    let result = try CommandLineTool.run(["translate", "evaluate", model, pairs, "--json"])
    #expect(result.status == 0)
    #expect(try result.json()["too_long"] as? Int == 1)
    #expect(result.errors.contains("too long (--max-length): 1\n"))
  }

  @Test func hostileTexts() throws {
    let long = try scratch.write("ab\n" + String(repeating: "a", count: 13) + "\n", to: "long.txt")
    expect(
      try CommandLineTool.run(["translate", "predict", model, long]), status: 65, naming: "long.txt:2", "13 units",
      after: "ba\n")
    expect(
      try CommandLineTool.run(["translate", "predict", model, "--text", String(repeating: "a", count: 13)]), status: 65,
      naming: "--text")
    let odd = try scratch.write("\u{0}\u{301}\n👩‍👩‍👧\n한국\n", to: "odd.txt")
    let result = try CommandLineTool.run(["translate", "predict", model, odd])
    #expect(result.status == 0 && result.output.filter { $0 == "\n" }.count == 3)
    expect(
      try CommandLineTool.run(["translate", "predict", model, "--text", "ab", "--attention", "/proc/none/map.svg"]),
      status: 73, naming: "/proc/none/map.svg")
  }

  @Test func wrongOptionsAndModels() throws {
    for (options, named) in [
      (["--hidden", "33"], "--hidden"), (["--max-length", "0"], "--max-length"), (["--attention", "local"], "local"),
      (["--separator", ""], "--separator"), (["--steps", "3"], "--steps"),
    ] { expect(try train("", options), status: 64, naming: named) }
    for (options, named) in [
      (["--beam", "0"], "--beam"), (["--length-penalty", "-1"], "--length-penalty"), (["--text", " "], "--text"),
      (["--attention", "map.svg"], "--attention"), (["x.txt", "--text", "a"], "--text"),
    ] { expect(try CommandLineTool.run(["translate", "predict", model] + options), status: 64, naming: named) }
    expect(
      try CommandLineTool.run(["translate", "evaluate", TrainedModel.folder.path("char"), folder.path("dev.tsv")]),
      status: 65, naming: "translator")
  }
}
