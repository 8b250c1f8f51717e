import Foundation
import TestSupport
import Testing

/// `recurrent tag`, from a treebank to a tagger and tagged text.
@Suite struct TagCommandTests {
  /// A folder with `train.conllu`, `dev.conllu` and a tagger `model`, trained once.
  private static let trained = TrainedTask(
    "tag", train: ("train.conllu", SampleTreebank.conllu(120)),
    valid: ("dev.conllu", SampleTreebank.conllu(40, seed: 2)),
    options: small)

  private static let small = [
    "--embedding", "8", "--char-embedding", "8", "--char-hidden", "8", "--hidden", "12", "--layers", "1", "--dropout",
    "0.1", "--batch", "8", "--epochs", "6", "--learning-rate", "0.01",
  ]

  private let folder = Self.trained.folder
  private let model = Self.trained.folder.path("model")
  private let scratch = try! TemporaryFolder()

  @Test func trainingEndsWithItsFigures() throws {
    try Self.trained.expectFigures(epochs: 6, next: "recurrent tag predict")
    #expect(try #require(Self.trained.result.json()["valid_accuracy"] as? Double) > 0.95)
  }

  /// Its lines would be tagged as if each were a sentence.
  @Test func aTreebankThatIsNotNamedSoIsNoticed() throws {
    let file = try scratch.write(SampleTreebank.conllu(5), to: "bank.txt")
    let result = try CommandLineTool.run(["tag", "predict", model, file])
    // The comments before the first line of a word might be anybody's text.
    #expect(result.status == 65, "\(result.output)")
    #expect(result.errors.contains("a line of a CoNLL-U file\nhint: Give --conllu."), "\(result.errors)")
    #expect(try CommandLineTool.run(["tag", "predict", model, file, "--conllu"]).status == 0)
  }

  @Test func evaluateAgreesWithTraining() throws {
    let result = try CommandLineTool.run(["tag", "evaluate", model, folder.path("dev.conllu"), "--json"])
    #expect(result.status == 0, "\(result.errors)")
    let figures = try result.json()
    #expect(
      Set(figures.keys) == [
        "accuracy", "f1", "exact_match", "unknown_accuracy", "nats_per_token", "tokens", "sentences", "unseen_tags",
      ])
    let end = try Self.trained.result.json()
    #expect(figures["accuracy"] as? Double == end["valid_accuracy"] as? Double)
    #expect(figures["nats_per_token"] as? Double == end["valid_nats_per_token"] as? Double)
    let people = try CommandLineTool.run(["tag", "evaluate", model, folder.path("dev.conllu")])
    for part in ["accuracy", "unknown words", "F1", "whole sentences"] { #expect(people.output.contains(part)) }
  }

  @Test func linesAreTagged() throws {
    let text = try scratch.write("The  redish saw saw Xyzzyx .\n\n A cat liketh Quux .\n")
    let result = try CommandLineTool.run(["tag", "predict", model, text])
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output == """
        The\tDET
        redish\tADJ
        saw\tNOUN
        saw\tVERB
        Xyzzyx\tPROPN
        .\tPUNCT


        A\tDET
        cat\tNOUN
        liketh\tVERB
        Quux\tPROPN
        .\tPUNCT


        """)
    let json = try CommandLineTool.run(["tag", "predict", model, text, "--json"])
    #expect(json.lines.count == 3)
    #expect(try json.json()["tags"] as? [String] == ["DET", "NOUN", "VERB", "PROPN", "PUNCT"])
    #expect(try json.json(line: 1)["words"] as? [String] == [])
  }

  /// Only the fourth column changes, and only of words.
  @Test func aTreebankComesBackTagged() throws {
    let right = """
      # text = The cat'th saw Xyz
      1\tThe\t_\tDET\t_\t_\t0\troot\t_\t_
      2-3\tcat'th\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
      2\tcat\t_\tNOUN\t_\t_\t1\tdep\t_\t_
      2.1\tlaugh\t_\tVERB\t_\t_\t_\t_\t1:dep\t_
      3\tsaw\t_\tVERB\t_\t_\t1\tdep\t_\t_
      4\tXyzzyx\t_\tPROPN\t_\t_\t1\tdep\t_\t_


      """
    let open = try scratch.write(
      right.replacing("\tDET\t", with: "\t_\t").replacing("\tPROPN\t", with: "\tX\t"), to: "open.conllu")
    let result = try CommandLineTool.run(["tag", "predict", model, open])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == right)
  }

  @Test func inspectSaysWhatItIs() throws {
    let summary = try CommandLineTool.run(["inspect", model, "--json"]).json()
    #expect(summary["kind"] as? String == "tagger")
    #expect(summary["char_hidden"] as? Int == 8)
    #expect(summary["tags"] as? Int == 6)
    #expect(summary["unit"] as? String == "char")
    let people = try CommandLineTool.run(["inspect", model])
    #expect(people.output.contains("characterRNN.weight_ih_l0_reverse") && people.output.contains("accuracy"))
  }

  // MARK: Input that cannot be used

  private func train(_ treebank: String, _ options: [String] = []) throws -> CommandLineTool.Result {
    try CommandLineTool.run(
      ["tag", "train", scratch.write(treebank, to: "bad.conllu"), "--out", scratch.path("model")] + Self.small + options
    )
  }

  @Test func malformedTreebanks() throws {
    expect(try train("1\tThe\tDET\n"), status: 65, naming: "bad.conllu:1", "3 fields")
    expect(try train(SampleTreebank.conllu(2) + "7\tx\t_\tX\t_\t_\t_\t_\t_\t_\n"), status: 65, naming: "id \"7\"")
    expect(
      try train(SampleTreebank.conllu(2).replacing("\tVERB\t", with: "\t_\t")), status: 65, naming: "bad.conllu:",
      "no tag")
    expect(try train(""), status: 65, naming: "empty")
    expect(try train("# only a comment\n\n"), status: 65, naming: "bad.conllu", "nothing in it")
    expect(
      try train("# only a comment\n\n", ["--valid-fraction", "0"]), status: 65, naming: "bad.conllu", "nothing in it")
    expect(
      try train(SampleTreebank.conllu(1), ["--valid-fraction", "0.5"]), status: 65, naming: "bad.conllu",
      "too little in it (1)")
    expect(try train("just a text\n"), status: 65, naming: "bad.conllu:1")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("model")))
  }

  @Test func tagsNeverSeenAreCounted() throws {
    let foreign = try scratch.write(
      SampleTreebank.conllu(5).replacing("\tPUNCT\t", with: "\tSYM\t"), to: "foreign.conllu")
    let result = try CommandLineTool.run(["tag", "evaluate", model, foreign, "--json"])
    #expect(result.status == 0)
    #expect(try result.json()["unseen_tags"] as? Int == 5)
    #expect(result.errors.contains("cannot be right: 5\n"))
  }

  @Test func hostileSentences() throws {
    let endless = try scratch.write("ok\n" + String(repeating: "w ", count: 10_001) + "\n", to: "endless.txt")
    let answer = try CommandLineTool.run(["tag", "predict", model, try scratch.write("ok\n", to: "ok.txt")]).output
    expect(
      try CommandLineTool.run(["tag", "predict", model, endless]), status: 65, naming: "endless.txt:2", "10001",
      after: answer)
    let binary = try scratch.write([0x41, 0x0A, 0xFF, 0xFE], to: "binary.txt")
    let result = try CommandLineTool.run(["tag", "predict", model, binary])
    #expect(result.status == 65 && result.errors.contains("binary.txt:2") && result.output.hasPrefix("A\t"))
    let odd = try scratch.write("\u{0}\u{301} 👩‍👩‍👧 한국어 " + String(repeating: "x", count: 200_000) + "\n", to: "odd.txt")
    let tagged = try CommandLineTool.run(["tag", "predict", model, odd])
    #expect(tagged.status == 0 && tagged.output.contains("한국어\t"))
  }

  @Test func wrongOptionsAndModels() throws {
    for (options, named) in [
      (["--hidden", "0"], "--hidden"), (["--char-hidden", "-1"], "--char-hidden"),
      (["--min-count", "0"], "--min-count"),
      (["--char-embedding", "0"], "--char-embedding"), (["--unit", "word"], "word"), (["--steps", "3"], "--steps"),
    ] { expect(try train("", options), status: 64, naming: named) }
    let dev = folder.path("dev.conllu")
    expect(
      try CommandLineTool.run(["tag", "evaluate", TrainedModel.folder.path("char"), dev]), status: 65, naming: "tagger")
    expect(try CommandLineTool.run(["lm", "generate", model]), status: 65, naming: "tagger")
    expect(try CommandLineTool.run(["tag", "predict", model, dev, "--json"]), status: 64, naming: "--json")
    expect(try CommandLineTool.run(["tag", "predict", scratch.path("none"), dev]), status: 66, naming: "no model")
  }
}
