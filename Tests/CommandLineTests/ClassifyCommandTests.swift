import Foundation
import TestSupport
import Testing

/// `recurrent classify`, from labelled texts to a model and the labels of others.
@Suite struct ClassifyCommandTests {
  private let folder = try! TemporaryFolder()
  private static let small = [
    "--embedding", "12", "--hidden", "12", "--ngrams", "2", "--buckets", "500", "--batch", "16", "--epochs", "8",
    "--learning-rate", "0.02",
  ]

  private func train(_ data: String, _ options: [String] = []) throws -> CommandLineTool.Result {
    try CommandLineTool.run(["classify", "train", data, "--out", folder.path("model")] + Self.small + options)
  }

  @Test func aTableIsLearnedMeasuredAndUsed() throws {
    let table = try folder.write(SampleReviews.table(200) + "200\t\tpos\n", to: "train.tsv")
    let trained = try train(table, ["--text-column", "document", "--json"])
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.errors.contains("1 x 12 lstm in both directions"))
    #expect(trained.errors.contains("1 left out, they are empty"))
    let end = try trained.json()
    #expect(try #require(end["valid_accuracy"] as? Double) > 0.9)
    #expect(end["texts_per_second"] as? Double ?? 0 > 0)

    let test = try folder.write(SampleReviews.table(80, seed: 1000), to: "test.tsv")
    let measured = try CommandLineTool.run(
      ["classify", "evaluate", folder.path("model"), test, "--text-column", "document", "--json"])
    #expect(measured.status == 0, "\(measured.errors)")
    let figures = try measured.json()
    #expect(Set(figures.keys) == ["accuracy", "f1", "majority", "nats_per_text", "texts", "labels"])
    #expect(try #require(figures["accuracy"] as? Double) > 0.9)
    #expect(figures["texts"] as? Int == 80)

    let none = try folder.write("document\tlabel\n", to: "none.tsv")
    expect(
      try CommandLineTool.run(
        ["classify", "evaluate", folder.path("model"), none, "--text-column", "document"]), status: 65,
      naming: "none.tsv: there is no text in it")
    let texts = try folder.write("이 영화 최고의 영화.\n\nit awful ^^\n", to: "texts.txt")
    let found = try CommandLineTool.run(["classify", "predict", folder.path("model"), texts])
    #expect(found.status == 0, "\(found.errors)")
    #expect(
      found.output.split(separator: "\n").map { $0.prefix(3) }.map(String.init).enumerated()
        .filter { $0.offset != 1 }.map(\.element) == ["pos", "neg"])
    let column = try CommandLineTool.run(
      ["classify", "predict", folder.path("model"), test, "--text-column", "document", "--json"])
    #expect(column.lines.count == 80)
    let probabilities = try #require(column.json(line: 0)["probabilities"] as? [String: Double])
    #expect(Set(probabilities.keys) == ["neg", "pos"])
    #expect(abs(probabilities.values.reduce(0, +) - 1) < 1e-5)
    let inspected = try CommandLineTool.run(["inspect", folder.path("model"), "--json"]).json()
    #expect(inspected["kind"] as? String == "text-classifier")
    #expect(inspected["labels"] as? Int == 2)
  }

  @Test func tablesAreSeparatedAsIsSaid() throws {
    let table = SampleReviews.table(60)
    let plain = try folder.write(table, to: "train.tsv")
    let other = try folder.write(table.replacing("\t", with: " ; "), to: "train.csv")
    let options = ["--text-column", "document", "--epochs", "1"]
    func train(_ data: String, _ options: [String]) throws {
      let trained = try self.train(data, options)
      #expect(trained.status == 0, "\(trained.errors)")
    }
    try train(plain, options)
    let weights = try Data(contentsOf: URL(fileURLWithPath: folder.path("model/model.safetensors")))
    try train(other, options + ["--delimiter", ";"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("model/model.safetensors"))) == weights)
    let predict = ["classify", "predict", folder.path("model"), "--text-column", "document"]
    let expected = try CommandLineTool.run(predict + [plain])
    #expect(expected.status == 0, "\(expected.errors)")
    let found = try CommandLineTool.run(predict + [other, "--delimiter", ";"])
    #expect(found.output == expected.output, "\(found.errors)")
    expect(
      try CommandLineTool.run(["classify", "predict", "m", "--delimiter", ";"]), status: 64, naming: "--text-column")
  }

  /// Labels that look alike are named; in one form they are one, also to a model that is read again.
  @Test func labelsThatDifferInFormAlone() throws {
    let rows = (0..<20).map { "text\($0)\t\(["caf\u{E9}", "cafe\u{301}", "tea"][$0 % 3])\n" }.joined()
    let table = try folder.write("text\tlabel\n" + rows, to: "train.tsv")
    let asTheyStand = try train(table, ["--epochs", "1", "--valid-fraction", "0"])
    #expect(asTheyStand.status == 0)
    #expect(
      asTheyStand.errors.contains("U+0063 U+0061 U+0066 U+00E9") && asTheyStand.errors.contains("--normalize nfc"))
    #expect(asTheyStand.errors.contains("known: 3 labels"))
    let normalized = try train(table, ["--epochs", "1", "--valid-fraction", "0", "--normalize", "nfc"])
    #expect(normalized.status == 0, "\(normalized.errors)")
    #expect(!normalized.errors.contains("--normalize") && normalized.errors.contains("known: 2 labels"))
    #expect(try CommandLineTool.run(["classify", "evaluate", folder.path("model"), table]).status == 0)
    #expect(try CommandLineTool.run(["inspect", folder.path("model")]).output.contains("nfc"))
  }

  @Test func modelsAnswerTogether() throws {
    let table = try folder.write(SampleReviews.table(200), to: "train.tsv")
    let options = ["--text-column", "document"]
    #expect(try train(table, options).status == 0)
    let words = ["classify", "train", table, "--out", folder.path("words"), "--unit", "word", "--seed", "2"]
    #expect(try CommandLineTool.run(words + Self.small + options).status == 0)
    let texts = try folder.write("이 영화 최고의 영화.\nit awful\nthe\n", to: "texts.txt")
    let probabilities = try [["model"], ["words"], ["model", "--with", folder.path("words")]].map { models in
      let found = try CommandLineTool.run(
        ["classify", "predict", folder.path(models[0]), texts, "--json"] + models.dropFirst())
      #expect(found.status == 0, "\(found.errors)")
      return try (0..<3).map { line in
        try #require((found.json(line: line)["probabilities"] as? [String: Double])?["pos"])
      }
    }
    for line in 0..<3 {
      let odds = probabilities.map { $0[line] / (1 - $0[line]) }
      // The geometric mean, of numbers that were rounded to Float32.
      #expect(abs(odds[2] / (odds[0] * odds[1]).squareRoot() - 1) < 1e-3)
    }
    let measured = try CommandLineTool.run(
      ["classify", "evaluate", folder.path("words"), table, "--with", folder.path("model"), "--json"] + options)
    #expect(measured.status == 0, "\(measured.errors)")
    #expect(try #require(measured.json()["accuracy"] as? Double) > 0.95)

    let other = try folder.write("text,label\na,x\nb,y\na,x\nb,y\n", to: "other.csv")
    let trained = ["classify", "train", other, "--out", folder.path("other"), "--valid-fraction", "0"]
    #expect(try CommandLineTool.run(trained + Self.small).status == 0)
    let together = ["--with", folder.path("words"), "--with", folder.path("other")]
    expect(
      try CommandLineTool.run(["classify", "predict", folder.path("model"), texts] + together), status: 65,
      naming: folder.path("other"), "lacks \"neg\", \"pos\"", "lacks \"x\", \"y\"")
    expect(
      try CommandLineTool.run(["classify", "evaluate", folder.path("model"), table, "--with", "none"] + options),
      status: 66, naming: "none")
  }

  /// Where nobody says, n-grams are as long as is good for the unit.
  @Test(arguments: [("char", 4), ("jamo", 6), ("word", 1), ("bpe", 1)])
  func shortUnitsAreReadWithThoseBefore(unit: String, ngrams: Int) throws {
    let table = try folder.write(SampleReviews.table(60), to: "train.tsv")
    let options = ["--text-column", "document", "--unit", unit, "--vocabulary", "300", "--buckets", "50"]
    let sizes = ["--embedding", "4", "--hidden", "4", "--epochs", "1"]
    let trained = try CommandLineTool.run(
      ["classify", "train", table, "--out", folder.path("model")] + options + sizes)
    #expect(trained.status == 0, "\(trained.errors)")
    let inspected = try CommandLineTool.run(["inspect", folder.path("model"), "--json"]).json()
    #expect(inspected["ngrams"] as? Int == ngrams)
  }

  @Test func aFolderHasAFileForEachLabel() throws {
    let names = try TemporaryFolder()
    _ = try names.write((0..<60).map { "Kim\($0 % 7)o\n" }.joined(), to: "Korean.txt")
    _ = try names.write((0..<60).map { "Nov\($0 % 7)ak\n" }.joined(), to: "Czech.txt")
    let trained = try train(names.path, ["--valid-fraction", "0.3"])
    #expect(trained.status == 0, "\(trained.errors)")
    let figures = try CommandLineTool.run(["classify", "evaluate", folder.path("model"), names.path])
    #expect(figures.output.contains("accuracy        100.00% of 120 texts"), "\(figures.output)")
    #expect(figures.output.contains("Czech"))
  }

  @Test func dataThatCannotBeUsed() throws {
    let good = try folder.write(SampleReviews.table(60), to: "good.tsv")
    expect(try train(good), status: 65, naming: "good.tsv:1", "no column \"text\"", "\"document\"")
    expect(
      try train(good, ["--text-column", "document", "--label-column", "stars"]), status: 65, naming: "\"stars\"")
    let ragged = try folder.write("text\tlabel\na\tx\nb\n", to: "ragged.tsv")
    expect(try train(ragged), status: 65, naming: "ragged.tsv:3", "1 fields, expected 2")
    let unlabeled = try folder.write("text,label\na,x\nb,\n", to: "unlabeled.csv")
    expect(try train(unlabeled), status: 65, naming: "unlabeled.csv:3", "\"label\" is empty")
    let single = try folder.write("text,label\na,x\nb,x\n", to: "single.csv")
    expect(
      try train(single, ["--valid-fraction", "0"]), status: 65, naming: "single.csv", "\"x\"", "at least two")
    let empty = try folder.write("text,label\n,x\n,y\n", to: "empty.csv")
    expect(try train(empty), status: 65, naming: "empty.csv", "all")
    let header = try folder.write("text,label\n", to: "header.csv")
    expect(try train(header), status: 65, naming: "header.csv", "there is no text in it")
    let mixed = try folder.write(Array("text,label\na,x\n".utf8) + [0xB1, 0xE8, 0x2C, 0x79, 0x0A], to: "mixed.csv")
    expect(try train(mixed), status: 65, naming: "mixed.csv:3", "UTF-8")
    expect(try train(folder.path("none")), status: 66, naming: "no such file")
    let validation = try folder.write("document\tlabel\nit great\tgood\n", to: "valid.tsv")
    expect(
      try train(good, ["--text-column", "document", "--valid", validation]), status: 65,
      naming: "valid.tsv:2", "\"good\"", "\"neg\", \"pos\"")
    #expect(!FileManager.default.fileExists(atPath: folder.path("model")))
  }

  @Test func anotherTasksModelIsRefused() throws {
    let model = TrainedModel.folder.path("char")
    let result = try CommandLineTool.run(["classify", "predict", model, TrainedModel.folder.path("text.txt")])
    expect(result, status: 65, naming: "language-model", "text-classifier")
  }

  @Test(arguments: [
    (["--ngrams", "0"], "--ngrams"), (["--buckets", "0"], "--buckets"), (["--unit-dropout", "1"], "--unit-dropout"),
    (["--max-length", "0"], "--max-length"), (["--min-count", "0"], "--min-count"), (["--cell", "tree"], "tree"),
    (["--schedule", "steep"], "steep"),
  ])
  func wrongOptionsAreNamed(options: [String], name: String) throws {
    let result = try train("data.tsv", options)
    expect(result, status: 64, naming: name)
  }
}
