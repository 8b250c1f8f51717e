import ArgumentParser
import Recurrent
import RecurrentFoundation

/// Where a command writes a file, looked at before it begins: nothing that it reads gives way to what is made of it, and no
/// file of a model to anything but a model.
enum Destination {
  /// - Parameters:
  ///   - path: the file to be.
  ///   - option: what named it.
  ///   - inputs: the files and folders that the command reads; the files that an index or a graph names are read too.
  static func require(_ path: String, _ option: String, reading inputs: [String]) throws {
    try requirePath(path, option)
    let folder = FileSystem.parent(of: path) ?? "."
    let isModelFile = ModelFile.allCases.contains { path.split(separator: "/").last == $0.rawValue[...] }
    if isModelFile, (try? ModelFolder.isModel(folder)) == true {
      throw Failure(
        status: .cannotCreate, message: "\(option) \(path): a file of the model in \(folder), which would be lost",
        hint: "Give \(option) another path.")
    }
    // The name that a file has while it is written is taken too.
    let places = [path, path + FileBytes.stagingSuffix].filter { FileSystem.isSame($0, $0) }
    let files = places.isEmpty ? [] : inputs.flatMap(TensorArchive.files)
    if let input = files.first(where: { file in places.contains { FileSystem.isSame(file, $0) } }) {
      throw Failure(
        status: .cannotCreate, message: "\(option) \(path): the command reads \(input), which would be lost",
        hint: "Give \(option) another path.")
    }
  }

  /// A file that takes the place of a file of its own kind alone.
  ///
  /// - Parameters:
  ///   - thing: what it is.
  ///   - beginning: how every such file begins; an empty one may be any.
  static func require(
    _ path: String, _ option: String, reading inputs: [String], replacingOnly thing: String,
    thatBegins beginning: String
  ) throws {
    try require(path, option, reading: inputs)
    // Where there can be no file, writing says so.
    guard let kind = try? FileSystem.kind(of: path), kind == .file else { return }
    let file = try MappedFile(contentsOf: path)
    let isSame = withExtendedLifetime(file) { file.bytes.isEmpty || file.bytes.starts(with: beginning.utf8) }
    guard isSame else {
      throw Failure(
        status: .cannotCreate, message: "\(path): there is a file that is no \(thing), and would be lost",
        hint: "Give another path, or remove it.")
    }
  }

  /// A folder for a model that no training is in: not one that goes on, nor one that is to go on from its checkpoint.
  static func requireModelFolder(_ path: String, _ option: String) throws {
    try TrainingLock.requireFree(path)
    guard (try? CheckpointFolder(in: path).isEmpty) ?? true else {
      throw Failure(
        status: .cannotCreate, message: "\(option) \(path): a training is kept there, which --resume goes on with",
        hint: "Give \(option) another folder.")
    }
  }

  /// An empty path, as of a variable that is not set, leads nowhere.
  static func requirePath(_ path: String, _ option: String) throws {
    guard !path.isEmpty else { throw ValidationError("\(option) must not be empty.") }
  }
}
