import Foundation
import TestSupport
import Testing

/// `recurrent lm`, from a text to a model and back to text.
@Suite struct LanguageModelCommandTests {
  let folder = try! TemporaryFolder()

  private func train(_ options: [String] = [], text: String = SampleText.sentences(300), out: String = "model") throws
    -> CommandLineTool.Result
  {
    let text = try folder.write(text, to: "text.txt")
    return try CommandLineTool.run(
      ["lm", "train", text, "--out", folder.path(out)] + TrainedModel.smallOptions + ["--epochs", "2"] + options)
  }

  @Test func trainingEndsWithItsFigures() throws {
    let result = try train(["--json"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.count == 3)
    let epoch = try result.json(line: 0)
    #expect(epoch["epoch"] as? Int == 1)
    let end = try result.json()
    #expect(
      Set(end.keys) == [
        "epochs", "train_nats_per_token", "valid_nats_per_token", "tokens_per_second", "seconds", "model",
      ])
    #expect(end["epochs"] as? Int == 2)
    #expect(end["model"] as? String == folder.path("model"))
    let (first, last) = (try result.json(line: 0), try result.json(line: 1))
    let losses = [first, last].map { $0["valid_nats_per_token"] as? Double ?? .nan }
    #expect(losses[1] < losses[0])
    #expect(end["valid_nats_per_token"] as? Double == losses[1])
  }

  @Test func keysComeInTheirDocumentedOrder() throws {
    let result = try train(["--json"])
    let keys = ["epochs", "train_nats_per_token", "valid_nats_per_token", "tokens_per_second", "seconds", "model"]
    let line = String(result.lines.last ?? "")
    let places = keys.map { line.range(of: "\"\($0)\": ")?.lowerBound }
    #expect(places.allSatisfy { $0 != nil })
    #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
  }

  @Test func withoutJSONTheEpochsAreForPeople() throws {
    let result = try train()
    #expect(result.status == 0)
    #expect(result.lines.count == 2)
    #expect(result.lines.allSatisfy { $0.contains("nats a token") && $0.contains("tokens/s") })
    // No terminal, no progress line.
    #expect(!result.errors.contains("\r"))
    #expect(result.errors.contains("recurrent lm generate"))
  }

  /// One at a time trains into a folder: who comes meanwhile is told so, and what is left is one training's model.
  @Test func trainingsAtOnceLeaveOneModel() async throws {
    let text = try folder.write(SampleText.sentences(100), to: "text.txt")
    let options = TrainedModel.smallOptions + ["--epochs", "2", "--hidden"]
    let sizes = ["8", "12", "16"]
    for size in sizes {
      let alone = ["lm", "train", text, "--out", folder.path(size)] + options + [size]
      #expect(try CommandLineTool.run(alone).status == 0)
    }
    let together = ["lm", "train", text, "--out", folder.path("model")] + options
    let statuses = try await withThrowingTaskGroup(of: Int32.self) { group in
      for size in sizes { group.addTask { try CommandLineTool.run(together + [size]).status } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.contains(0) && statuses.allSatisfy { $0 == 0 || $0 == 75 }, "\(statuses)")
    let weights = try (["model"] + sizes).map {
      try Data(contentsOf: URL(fileURLWithPath: folder.path($0) + "/model.safetensors"))
    }
    #expect(weights.dropFirst().contains(weights[0]))
    #expect(try CommandLineTool.run(["lm", "evaluate", folder.path("model"), text]).status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("model")).count == 5)
  }

  @Test func theFolderHoldsTheModel() throws {
    #expect(try train().status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("model")).sorted()
    #expect(names == [".checkpoint", "config.json", "model.safetensors", "report.html", "vocabulary.json"])
    let leftovers = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(leftovers == ["model", "text.txt"])
  }

  /// Validation while training, and `evaluate` afterwards, measure the same thing.
  @Test func evaluateAgreesWithTraining() throws {
    let valid = try folder.write(SampleText.sentences(40, seed: 9), to: "valid.txt")
    let trained = try train(["--valid", valid, "--json"]).json()
    let result = try CommandLineTool.run(["lm", "evaluate", folder.path("model"), valid, "--json"])
    #expect(result.status == 0, "\(result.errors)")
    let figures = try result.json()
    #expect(Set(figures.keys) == ["nats_per_token", "perplexity", "bits_per_character", "tokens"])
    let nats = try #require(figures["nats_per_token"] as? Double)
    #expect(nats == trained["valid_nats_per_token"] as? Double)
    #expect(figures["tokens"] as? Int == SampleText.sentences(40, seed: 9).count - 1)
    // Rounding of exp and of a division.
    #expect(abs((figures["perplexity"] as? Double ?? 0) - exp(nats)) < 1e-12 * exp(nats))
    #expect(abs((figures["bits_per_character"] as? Double ?? 0) - nats / log(2)) < 1e-12)
  }

  @Test func theSameSeedIsTheSameModelAndText() throws {
    for out in ["a", "b"] { #expect(try train(["--seed", "5", "--dropout", "0.2"], out: out).status == 0) }
    #expect(try train(["--seed", "6", "--dropout", "0.2"], out: "c").status == 0)
    #expect(try train(["--seed", "5", "--dropout", "0.2", "--threads", "1"], out: "d").status == 0)
    let weights = try ["a", "b", "c", "d"].map {
      try Data(contentsOf: URL(fileURLWithPath: folder.path("\($0)/model.safetensors")))
    }
    #expect(weights[0] == weights[1])
    #expect(weights[0] != weights[2])
    #expect(weights[0] == weights[3])
    let texts = try ["3", "3", "4"].map {
      try CommandLineTool.run(["lm", "generate", folder.path("a"), "--seed", $0, "--length", "80"]).output
    }
    #expect(texts[0] == texts[1])
    #expect(texts[0] != texts[2])
  }

  @Test func generateGoesOnFromThePrompt() throws {
    #expect(try train().status == 0)
    let result = try CommandLineTool.run(
      ["lm", "generate", folder.path("model"), "--prompt", "the ", "--length", "60", "--top-k", "3", "--seed", "1"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("the "))
    #expect(result.output.unicodeScalars.count == 4 + 60 + 1)
  }

  /// A model that knows few words writes `<unk>` all the time, and never where it may not.
  @Test func unknownWordsNeedNotBeWritten() throws {
    #expect(try train(["--unit", "word", "--vocabulary", "4", "--epochs", "1"]).status == 0)
    let generate = ["lm", "generate", folder.path("model"), "--length", "200", "--seed", "1"]
    #expect(try CommandLineTool.run(generate).output.contains("<unk>"))
    let known = try CommandLineTool.run(generate + ["--no-unknown"])
    #expect(known.status == 0 && !known.output.contains("<unk>") && known.output.count > 200)
  }

  @Test func wordsAreReadFromTreebankFilesAsTheyAre() throws {
    let valid = try folder.write(SampleText.treebank(50, seed: 2), to: "valid.txt")
    let trained = try train(
      [
        "--unit", "word", "--valid", valid, "--optimizer", "sgd", "--init-range", "0.1", "--tie-weights",
        "--embedding", "32", "--epochs", "12", "--decay-after", "10", "--cell", "gru", "--json",
      ],
      text: SampleText.treebank(400))
    #expect(trained.status == 0, "\(trained.errors)")
    let figures = try CommandLineTool.run(["lm", "evaluate", folder.path("model"), valid, "--json"]).json()
    // Each line is seven words and its end; the first token of all is not predicted.
    #expect(figures["tokens"] as? Int == 50 * 8 - 1)
    // Sixteen words, `<unk>` and `<eos>`: a model that learned nothing has a perplexity of 18.
    #expect(try #require(figures["perplexity"] as? Double) < 8)
    let text = try CommandLineTool.run(
      ["lm", "generate", folder.path("model"), "--prompt", "the small cat", "--length", "40", "--seed", "1"]).output
    #expect(text.hasPrefix("the small cat"))
    #expect(text.contains("\n") && !text.contains("<eos>"))
  }

  @Test(arguments: ["jamo", "bpe"])
  func smallerUnitsWriteTextAgain(unit: String) throws {
    let text = String(repeating: "작은 고양이가 집을 본다. A cat sees it.\n", count: 120)
    let trained = try train(
      ["--unit", unit, "--vocabulary", "300", "--learning-rate", "0.02", "--epochs", "8"], text: text)
    #expect(trained.status == 0, "\(trained.errors)")
    let result = try CommandLineTool.run(
      ["lm", "generate", folder.path("model"), "--prompt", "작은", "--temperature", "0", "--length", "60"])
    #expect(result.status == 0, "\(result.errors)")
    // Whole syllables, no letters left over.
    #expect(result.output.hasPrefix("작은 고양이가"), "\(result.output)")
    let figures = try CommandLineTool.run(["lm", "evaluate", folder.path("model"), folder.path("text.txt"), "--json"])
    // A sentence learned by heart: what its next character is, is hardly in doubt.
    #expect(try #require(figures.json()["bits_per_character"] as? Double) < 1, "\(figures.errors)")
  }

  @Test func ctrlCKeepsWhatWasLearned() throws {
    let text = try folder.write(SampleText.sentences(3000), to: "long.txt")
    let out = folder.path("model")
    let result = try CommandLineTool.run(
      ["lm", "train", text, "--out", out] + TrainedModel.smallOptions + ["--epochs", "100000"]
    ) { process in
      let deadline = Date() + 60
      while !FileManager.default.fileExists(atPath: out), Date() < deadline { usleep(20_000) }
      process.send(SIGINT)
    }
    #expect(result.status == 130, "\(result.errors)")
    #expect(result.errors.contains("error: stopped"))
    #expect(result.errors.contains(out))
    #expect(try CommandLineTool.run(["lm", "generate", out, "--length", "5"]).status == 0)
  }
}
