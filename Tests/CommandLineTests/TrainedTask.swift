import TestSupport
import Testing

/// A small model of a task with the files it learned from, made once by the task's own `train` for all tests of its
/// commands.
struct TrainedTask {
  let folder: TemporaryFolder
  /// How the training ended.
  let result: CommandLineTool.Result

  /// - Parameters:
  ///   - files: the names in the folder and the texts of what is learned from and of what is validated on.
  init(_ task: String, train: (name: String, text: String), valid: (name: String, text: String), options: [String]) {
    do {
      folder = try TemporaryFolder()
      let (train, valid) = try (
        folder.write(train.text, to: train.name), folder.write(valid.text, to: valid.name)
      )
      result = try CommandLineTool.run(
        [task, "train", train, "--valid", valid, "--out", folder.path("model"), "--json"] + options)
    } catch {
      fatalError("\(error)")
    }
  }

  /// Expects that it went well: a line of figures for each epoch, and one for the whole.
  func expectFigures(epochs: Int, next: String, location: SourceLocation = #_sourceLocation) throws {
    #expect(result.status == 0, "\(result.errors)", sourceLocation: location)
    #expect(result.lines.count == epochs + 1, sourceLocation: location)
    let figures: Set = [
      "epochs", "train_nats_per_token", "valid_nats_per_token", "valid_accuracy", "tokens_per_second", "seconds",
      "model",
    ]
    #expect(Set(try result.json().keys) == figures, sourceLocation: location)
    #expect(result.errors.contains(next), sourceLocation: location)
  }
}
