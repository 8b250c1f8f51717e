import Foundation
import TestSupport
import Testing

/// `--resume`, and what ends a training.
@Suite struct ResumeTests {
  private let folder = try! TemporaryFolder()
  private var out: String { folder.path("model") }
  private let options: [String]

  init() throws {
    let text = try folder.write(SampleText.sentences(400), to: "text.txt")
    options = ["lm", "train", text, "--dropout", "0.1"] + TrainedModel.smallOptions
  }

  private func train(_ more: [String], whileRunning: (ChildProcess) throws -> Void = { _ in }) throws
    -> CommandLineTool.Result
  {
    try CommandLineTool.run(options + ["--out", out] + more, whileRunning: whileRunning)
  }

  private func files(_ path: String) throws -> [Data?] {
    ["config.json", "vocabulary.json", "model.safetensors"].map {
      FileManager.default.contents(atPath: "\(path)/\($0)")
    }
  }

  /// Waits until a training has a checkpoint, and ends it.
  private func end(by signal: Int32, afterCheckpoint number: Int = 1) -> (ChildProcess) throws -> Void {
    { process in
      let deadline = Date() + 60
      while !FileManager.default.fileExists(atPath: out + "/.checkpoint/\(number)"), Date() < deadline { usleep(2000) }
      process.send(signal)
    }
  }

  @Test(arguments: zip([SIGTERM, SIGINT], [143, 130] as [Int32]))
  func aSignalSavesFirstAndTheTrainingGoesOn(signal: Int32, status: Int32) throws {
    let whole = try CommandLineTool.run(options + ["--out", folder.path("whole"), "--epochs", "3"])
    #expect(whole.status == 0)
    let stopped = try train(["--epochs", "3", "--checkpoint-every", "1steps"], whileRunning: end(by: signal))
    #expect(stopped.status == status, "\(stopped.errors)")
    #expect(stopped.errors.contains("hint: The same command goes on with --resume."))
    let resumed = try train(["--epochs", "3", "--resume", "--threads", "1"])
    #expect(resumed.status == 0 && resumed.errors.contains("resume: going on"), "\(resumed.errors)")
    #expect(try files(out) == files(folder.path("whole")))
    // A training that is over is done.
    let again = try train(["--epochs", "3", "--resume"])
    #expect(again.status == 0 && again.errors.contains("resume: all 3 epochs are done"), "\(again.errors)")
    let fewer = try train(["--epochs", "2", "--resume"])
    #expect(fewer.status == 64 && fewer.errors.contains("was 3 and more, which are done, is 2"), "\(fewer.errors)")
    #expect(try files(out) == files(folder.path("whole")))
  }

  @Test func oneCommandServesALoop() throws {
    let result = try train(["--resume"])
    #expect(result.status == 0)
    #expect(result.errors.contains("resume: no checkpoint in \(out) yet: training starts from the beginning"))
    let second = try train([])
    #expect(second.errors.contains("warning: \(out) has checkpoints of an earlier training"), "\(second.errors)")
  }

  @Test func anotherTasksTrainingDoesNotGiveWay() throws {
    #expect(try train([]).status == 0)
    // Without its model it is a training alone.
    for name in ["config.json", "vocabulary.json", "model.safetensors"] {
      try FileManager.default.removeItem(atPath: "\(out)/\(name)")
    }
    let table = try folder.write(SampleReviews.table(60), to: "train.tsv")
    let other = try CommandLineTool.run(["classify", "train", table, "--out", out, "--text-column", "document"])
    #expect(other.status == 73 && other.errors.contains("holds a training of a LanguageModel"), "\(other.errors)")
    #expect(try train(["--resume"]).status == 0)
  }

  @Test func otherOptionsAndDataAreRefusedByName() throws {
    #expect(try train([]).status == 0)
    let others = try train(["--resume", "--hidden", "16", "--learning-rate", "0.1", "--valid-fraction", "0.2"])
    #expect(others.status == 64)
    for difference in [
      "--hidden was 32, is 16", "--learning-rate was 0.004, is 0.1", "--valid-fraction was 0.1, is 0.2",
    ] {
      #expect(others.errors.contains(difference), "\(others.errors)")
    }
    let valid = try train(["--resume", "--valid", options[2]])
    #expect(valid.status == 64 && valid.errors.contains("--valid-fraction was 0.1, is not set"), "\(valid.errors)")
    _ = try folder.write(SampleText.sentences(400, seed: 7), to: "text.txt")
    let data = try train(["--resume"])
    #expect(data.status == 64 && data.errors.contains("the training data differs"), "\(data.errors)")
  }

  @Test func aDamagedCheckpointMeansTheOneBefore() throws {
    #expect(try train(["--checkpoint-every", "5steps"]).status == 0)
    func checkpoints() throws -> [Int] {
      try FileManager.default.contentsOfDirectory(atPath: out + "/.checkpoint").compactMap { Int($0) }.sorted()
    }
    func damage(_ number: Int) throws { _ = try folder.write("{}", to: "model/.checkpoint/\(number)/state.json") }
    #expect(try checkpoints().count == 2)
    try damage(checkpoints()[1])
    let before = try files(out)
    let result = try train(["--resume"])
    #expect(result.status == 0 && result.errors.contains("warning: a checkpoint is damaged"), "\(result.errors)")
    #expect(try files(out) == before)
    let all = try checkpoints()
    for number in all { try damage(number) }
    let none = try train(["--resume"])
    expect(none, status: 65, naming: "none of its checkpoints is whole")
    #expect(none.errors.components(separatedBy: "a checkpoint is damaged and passed over").count == all.count + 1)
    #expect(none.errors.contains("hint: Train without --resume"), "\(none.errors)")
    #expect(try files(out) == before)
  }

  /// The checkpoint has all that the model's own files had.
  @Test func aDamagedModelDoesNotKeepATrainingFromGoingOn() throws {
    let more = ["--epochs", "3", "--checkpoint-every", "1steps"]
    #expect(try train(more).status == 0)
    let config = out + "/config.json"
    for damage in ["", "{", nil] {
      if let damage {
        try damage.write(toFile: config, atomically: false, encoding: .utf8)
      } else {
        try FileManager.default.removeItem(atPath: config)
      }
      let result = try train(["--epochs", "4", "--checkpoint-every", "1steps", "--resume"])
      #expect(result.status == 0, "\(result.errors)")
      #expect(try CommandLineTool.run(["inspect", out]).status == 0)
    }
  }

  /// What is written may change, and of a training that is over as well.
  @Test func theWeightsTypeMayChange() throws {
    #expect(try train([]).status == 0)
    let other = try train(["--resume", "--weights", "f16"])
    #expect(other.status == 0, "\(other.errors)")
    let whole = try CommandLineTool.run(options + ["--out", folder.path("whole"), "--weights", "f16"])
    #expect(try whole.status == 0 && files(out) == files(folder.path("whole")))
  }

  /// Every epoch has its line, of a training that was killed too; those after the last checkpoint come again.
  @Test func noEpochsLineIsLost() throws {
    let more = ["--json", "--epochs", "4", "--checkpoint-every", "30steps"]
    let killed = try train(more, whileRunning: end(by: SIGKILL, afterCheckpoint: 4))
    let resumed = try train(more + ["--resume"])
    #expect(killed.status == SIGKILL && resumed.status == 0, "\(resumed.errors)")
    let epochs = try [killed, resumed].map { run in
      try run.lines.indices.compactMap { try run.json(line: $0)["epoch"] as? Int }
    }
    #expect(Set(epochs.joined()) == Set(1...4) && epochs.allSatisfy { $0 == $0.sorted() })
    #expect(epochs[1].count == Set(epochs[1]).count && resumed.lines.count == epochs[1].count + 1)
  }

  @Test func aTrainingWithoutAModelIsShown() throws {
    let result = try train(["--epochs", "100000", "--checkpoint-every", "1steps"]) { process in
      try end(by: SIGKILL)(process)
    }
    #expect(result.status == SIGKILL)
    // Killed in its first epoch, most likely; what was saved after it goes.
    for name in ["config.json", "vocabulary.json", "model.safetensors"] {
      try? FileManager.default.removeItem(atPath: "\(out)/\(name)")
    }
    let shown = try CommandLineTool.run(["inspect", out])
    #expect(shown.status == 0 && shown.output.contains("a training without a model yet"), "\(shown.errors)")
    #expect(shown.output.contains("hidden          32"))
    let json = try CommandLineTool.run(["inspect", out, "--json"]).json()
    #expect(json["kind"] as? String == "training" && json["epochs"] as? Int == 100_000)
    let other = try CommandLineTool.run(["lm", "generate", out])
    #expect(other.status == 66 && other.errors.contains("without a model yet"), "\(other.errors)")
  }

  @Test func neverIsNever() throws {
    #expect(try train(["--checkpoint-every", "never"]).status == 0)
    #expect(!FileManager.default.fileExists(atPath: out + "/.checkpoint"))
    // Another training's would go on to another model than the one that is there then.
    #expect(try train([]).status == 0)
    let other = try train(["--checkpoint-every", "never", "--seed", "9"])
    #expect(other.status == 0 && other.errors.contains("stay until the first model of this one"), "\(other.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: out + "/.checkpoint").allSatisfy { Int($0) == nil })
    for wrong in ["", "0s", "5", "-1m", "2.5h", "5 steps"] {
      #expect(try train(["--checkpoint-every", wrong]).status == 64, "\(wrong)")
    }
  }
}
