import ArgumentParser
import Recurrent
import RecurrentFoundation

/// Where a command writes a file, looked at before it begins: nothing that it reads gives way to what is made of it, and no
/// file of a model to anything but a model.
enum Destination {
  /// - Parameters:
  ///   - path: the file to be.
  ///   - option: what named it.
  ///   - inputs: the files and folders that the command reads.
  static func require(_ path: String, _ option: String, reading inputs: [String]) throws {
    try requirePath(path, option)
    if let input = inputs.first(where: { FileSystem.isSame($0, path) }) {
      throw Failure(
        status: .cannotCreate, message: "\(option) \(path): the command reads \(input), which would be lost",
        hint: "Give \(option) another path.")
    }
    let folder = FileSystem.parent(of: path) ?? "."
    let isModelFile = ModelFile.allCases.contains { path.split(separator: "/").last == $0.rawValue[...] }
    if isModelFile, try ModelFolder.isModel(folder) {
      throw Failure(
        status: .cannotCreate, message: "\(option) \(path): a file of the model in \(folder), which would be lost",
        hint: "Give \(option) another path.")
    }
  }

  /// An empty path, as of a variable that is not set, leads nowhere.
  static func requirePath(_ path: String, _ option: String) throws {
    guard !path.isEmpty else { throw ValidationError("\(option) must not be empty.") }
  }
}
