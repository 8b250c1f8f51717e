import ArgumentParser
import Recurrent
import RecurrentFoundation

/// Where a command that trains leaves its model.
struct OutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A folder for the model.", valueName: "dir"))
  var out: String

  /// What `train` says of it.
  static let discussion = """
    After each epoch the model is measured on the validation data, and the folder of --out holds the best so far; \
    without validation data it holds the last epoch's. Ctrl-C stops early: the folder keeps that model, or, in the \
    first epoch, what was learned so far.
    """

  /// Before hours of training, not after.
  func check() throws {
    do {
      try ModelFolder.checkWritable(out)
    } catch let error as FileError {
      throw Failure(status: .cannotCreate, message: "\(error)", hint: "Give --out a folder that can be written.")
    }
  }
}
