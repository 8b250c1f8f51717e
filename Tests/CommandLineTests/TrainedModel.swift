import TestSupport

/// A small model that several tests read, trained once.
enum TrainedModel {
  /// Options that make training take a moment.
  static let smallOptions = [
    "--embedding", "16", "--hidden", "32", "--layers", "1", "--batch", "8", "--steps", "16", "--epochs", "1",
  ]

  /// A folder with the text `text.txt`, a model of its characters `char` and one of its words `word`.
  static let folder: TemporaryFolder = {
    do {
      let folder = try TemporaryFolder()
      let text = try folder.write(SampleText.sentences(120), to: "text.txt")
      for unit in ["char", "word"] {
        let result = try CommandLineTool.run(
          ["lm", "train", text, "--unit", unit, "--out", folder.path(unit)] + smallOptions)
        guard result.status == 0 else { fatalError(result.errors) }
      }
      return folder
    } catch {
      fatalError("\(error)")
    }
  }()
}
