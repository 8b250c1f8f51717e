import ArgumentParser
import RecurrentFormats

/// Where a command that trains leaves its model.
struct OutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A folder for the model.", valueName: "dir"))
  var out: String

  /// Before hours of training, not after.
  func check() throws {
    do {
      try ModelFolder.checkWritable(out)
    } catch let error as FileError {
      throw Failure(status: .cannotCreate, message: "\(error)", hint: "Give --out a folder that can be written.")
    }
  }
}
