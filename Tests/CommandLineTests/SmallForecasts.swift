import TestSupport

/// Forecasters of a few steps in a folder of their own.
struct SmallForecasts {
  let folder = try! TemporaryFolder()
  var model: String { folder.path("model") }

  func train(_ file: String, _ options: [String]) throws -> CommandLineTool.Result {
    try CommandLineTool.run(
      [
        "forecast", "train", file, "--window", "12", "--horizon", "2", "--hidden", "4", "--training-steps", "5",
        "--batch", "8", "--out", model,
      ] + options)
  }

  func predict(_ arguments: [String], input: String = "") throws -> CommandLineTool.Result {
    try CommandLineTool.run(["forecast", "predict", model] + arguments, input: input)
  }
}
