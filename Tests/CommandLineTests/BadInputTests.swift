import Foundation
import TestSupport
import Testing

/// Input that cannot be used: each case ends with its own exit code and one line that says what is wrong and where.
@Suite struct BadInputTests {
  let folder = try! TemporaryFolder()
  let trained = TrainedModel.folder

  private func train(_ text: String, out: String? = nil, _ options: [String] = []) throws -> CommandLineTool.Result {
    try CommandLineTool.run(
      ["lm", "train", text, "--out", out ?? folder.path("model")] + TrainedModel.smallOptions + options)
  }

  // MARK: Texts

  @Test func aMissingText() throws {
    expect(try train(folder.path("none.txt")), status: 66, naming: "none.txt", "no such file")
  }

  @Test func anEmptyText() throws {
    expect(try train(folder.write("", to: "empty.txt")), status: 65, naming: "empty.txt", "empty")
  }

  @Test func aFolderForAText() throws {
    expect(try train(folder.path), status: 66, naming: folder.path, "directory")
  }

  @Test func aTextThatIsNotUTF8() throws {
    let text = try folder.write(Array("abc\n".utf8) + [0xFF, 0xFE] + Array("def".utf8), to: "latin.txt")
    expect(try train(text), status: 65, naming: "latin.txt:2", "UTF-8")
  }

  @Test func aTextShorterThanOneWindow() throws {
    // 8 rows of 16 steps, and one more token to predict.
    let text = String(repeating: "ab", count: 64)
    expect(
      try train(folder.write(text), ["--valid-fraction", "0"]), status: 65, naming: "file.txt", "tokens: 128", "129")
    #expect(try train(folder.write(text + "a"), ["--valid-fraction", "0"]).status == 0)
  }

  @Test func tooLittleToValidateOn() throws {
    let result = try train(
      trained.path("text.txt"), ["--valid", folder.write("t", to: "valid.txt")])
    expect(result, status: 65, naming: "valid.txt", "tokens: 1")
  }

  @Test func aValidationTextWithUnseenCharacters() throws {
    let result = try train(trained.path("text.txt"), ["--valid", folder.write("the cät", to: "valid.txt")])
    expect(result, status: 65, naming: "valid.txt", "ä")
  }

  // MARK: Networks

  @Test func aNetworkThatNoMemoryHolds() throws {
    let result = try train(trained.path("text.txt"), ["--hidden", "65536", "--layers", "1000"])
    expect(result, status: 64, naming: "the network's size", "memory", "GiB")
  }

  // MARK: Where the model goes

  @Test(arguments: ["/dev/null/model", "/proc/model"])
  func aPlaceThatCannotBeWritten(out: String) throws {
    expect(try train(trained.path("text.txt"), out: out), status: 73, naming: out)
  }

  @Test func aFileInTheModelsPlace() throws {
    let file = try folder.write("mine", to: "notes.txt")
    expect(try train(trained.path("text.txt"), out: file), status: 73, naming: "notes.txt")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
  }

  @Test func anotherThingsFolder() throws {
    _ = try folder.write("mine", to: "notes.txt")
    expect(try train(trained.path("text.txt"), out: folder.path), status: 73, naming: folder.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["notes.txt"])
  }

  // MARK: Prompts and texts that do not fit a model

  @Test func aPromptWithUnseenCharacters() throws {
    let result = try CommandLineTool.run(["lm", "generate", trained.path("char"), "--prompt", "the café"])
    expect(result, status: 65, naming: "--prompt", "é")
  }

  @Test func aTextWithUnseenCharacters() throws {
    let text = try folder.write("the cat ☃", to: "snow.txt")
    let result = try CommandLineTool.run(["lm", "evaluate", trained.path("char"), text])
    expect(result, status: 65, naming: "snow.txt", "☃")
  }

  @Test func aTextOfOneToken() throws {
    let text = try folder.write("t")
    expect(
      try CommandLineTool.run(["lm", "evaluate", trained.path("char"), text]), status: 65, naming: "file.txt",
      "tokens: 1")
  }

  /// Unknown words are `<unk>`: the figures are honest, and a note says how little they mean.
  @Test func aTextOfUnknownWords() throws {
    let text = try folder.write("wir sehen den kleinen fluss\n")
    let result = try CommandLineTool.run(["lm", "evaluate", trained.path("word"), text])
    #expect(result.status == 0)
    #expect(result.errors.contains("<unk>"))
  }

  // MARK: Numbers that run away

  @Test func aLossThatIsNotANumber() throws {
    let out = folder.path("model")
    let diverging = ["--optimizer", "sgd", "--learning-rate", "1e38"]
    let first = try train(trained.path("text.txt"), out: out, diverging)
    expect(first, status: 70, naming: "step ", "epoch 1", "holds no model")
    // What led to it is seen in the report.
    #expect(try FileManager.default.contentsOfDirectory(atPath: out) == ["report.html"])
    // With an older model in its place, that one is kept.
    #expect(try train(trained.path("text.txt"), out: out).status == 0)
    let before = try Data(contentsOf: URL(fileURLWithPath: out + "/model.safetensors"))
    expect(try train(trained.path("text.txt"), out: out, diverging), status: 70)
    #expect(try Data(contentsOf: URL(fileURLWithPath: out + "/model.safetensors")) == before)
  }

  /// Finite, and worse than saying nothing: the model is kept, and the exit code tells.
  @Test func aTrainingThatEndsWorseThanGuessing() throws {
    let out = folder.path("model")
    let result = try train(trained.path("text.txt"), out: out, ["--learning-rate", "1e30"])
    #expect(result.status == 70 && result.lines.count == 1, "\(result)")
    #expect(result.errors.contains("error: the training ended worse than guessing, which has "), "\(result.errors)")
    #expect(result.errors.contains("\(out) holds the model of epoch 1") && result.errors.contains("--learning-rate"))
    #expect(!result.errors.contains("Done"))
    #expect(try CommandLineTool.run(["inspect", out]).status == 0)
    let series = try folder.write("x\n" + (0..<200).map { "\($0 * 7 % 10)\n" }.joined(), to: "series.csv")
    let forecast = try CommandLineTool.run([
      "forecast", "train", series, "--horizon", "2", "--window", "8", "--hidden", "4", "--training-steps", "20",
      "--learning-rate", "1e30", "--out", folder.path("forecast"),
    ])
    #expect(forecast.status == 70, "\(forecast.errors)")
  }

  // MARK: Models of other tasks

  @Test(arguments: ["tag predict", "classify predict", "translate predict", "forecast predict", "generate evaluate"])
  func aModelOfAnotherTaskNamesItsCommand(command: String) throws {
    let text = trained.path("text.txt")
    let result = try CommandLineTool.run(command.split(separator: " ").map(String.init) + [trained.path("char"), text])
    expect(result, status: 65, naming: "\"language-model\"")
    #expect(result.errors.contains("hint: A language-model is for 'recurrent lm'."), "\(result.errors)")
  }

  // MARK: Damaged models

  private func damagedModel(_ damage: (inout [UInt8]) -> Void, file: String = "model.safetensors") throws -> String {
    let copy = folder.path("damaged")
    try FileManager.default.copyItem(atPath: trained.path("char"), toPath: copy)
    var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(copy)/\(file)")))
    damage(&bytes)
    try Data(bytes).write(to: URL(fileURLWithPath: "\(copy)/\(file)"))
    return copy
  }

  @Test(arguments: [0, 7, 100, 5000])
  func aTruncatedModel(length: Int) throws {
    let model = try damagedModel { $0.removeLast($0.count - length) }
    for command in [["lm", "generate", model], ["lm", "evaluate", model, trained.path("text.txt")]] {
      expect(try CommandLineTool.run(command), status: 65, naming: "model.safetensors")
    }
  }

  @Test(arguments: [0.0, 0.3, 0.5, 0.9, 0.9999])
  func aFlippedBit(place: Double) throws {
    let model = try damagedModel { $0[Int(Double($0.count) * place)] ^= 0x10 }
    expect(try CommandLineTool.run(["lm", "generate", model]), status: 65, naming: "model.safetensors")
  }

  @Test(arguments: ["config.json", "vocabulary.json"])
  func aMissingFile(name: String) throws {
    let model = try damagedModel { _ in }
    try FileManager.default.removeItem(atPath: "\(model)/\(name)")
    expect(try CommandLineTool.run(["lm", "generate", model]), status: 65, naming: name)
  }

  @Test(arguments: ["config.json", "vocabulary.json"])
  func aDamagedJSONFile(name: String) throws {
    let model = try damagedModel({ $0[$0.count / 2] ^= 1 }, file: name)
    expect(try CommandLineTool.run(["lm", "generate", model]), status: 65, naming: name)
  }

  @Test func noModelAtAll() throws {
    for command in [["lm", "generate", folder.path], ["inspect", folder.path]] {
      expect(try CommandLineTool.run(command), status: 66, naming: "no model")
    }
  }

  // MARK: Kernels

  @Test func unknownKernels() throws {
    let generate = ["lm", "generate", trained.path("char"), "--length", "1"]
    expect(try CommandLineTool.run(generate + ["--backend", "abacus"]), status: 65, naming: "abacus", "native")
    expect(
      try CommandLineTool.run(generate, environment: ["RECURRENT_KERNELS": "/none.so"]), status: 65, naming: "/none.so")
    for threads in ["abc", "0", "-1", "1.5"] {
      expect(
        try CommandLineTool.run(generate, environment: ["RECURRENT_THREADS": threads]), status: 64,
        naming: "RECURRENT_THREADS is '\(threads)'", "1 to 1024")
    }
    #expect(try CommandLineTool.run(generate + ["--backend", "reference"]).status == 0)
  }
}
