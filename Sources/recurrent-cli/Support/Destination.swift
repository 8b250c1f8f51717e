import ArgumentParser
import Recurrent
import RecurrentFoundation

/// Where a command writes, looked at before it begins: nothing that it reads gives way to what is made of it, no file of a
/// model to anything but a model, and no work is done whose outcome cannot be written.
enum Destination {
  /// What is written, which says whether `-` can take it.
  enum Form {
    /// All that the command prints, where it goes to standard output.
    case text
    /// A text beside what the command prints.
    case companion
    /// A page that is written again and again.
    case live
    /// A file that its readers go back and forth in.
    case archive
    case folder

    /// nil: standard output takes it.
    fileprivate var whyNotStandardOutput: String? {
      switch self {
      case .text: nil
      case .companion: "standard output has the results"
      case .live: "the page is written anew as training goes on, which standard output cannot be"
      case .archive: "its readers go back and forth in it, which standard output does not allow"
      case .folder: "a folder is written, which standard output is not"
      }
    }
  }

  /// - Parameters:
  ///   - path: what is to be written.
  ///   - option: what named it.
  ///   - inputs: the files and folders that the command reads; the files that an index or a graph names are read too.
  static func require(_ path: String, _ option: String, as form: Form, reading inputs: [String]) throws {
    try requirePath(path, option, as: form)
    guard !StandardStreams.namesOutput(path) else { return }
    try requireUnread(path, option, reading: inputs)
    try requireWritable(option) {
      guard form == .folder else { return try FileBytes.checkReplaceable(path) }
      // Of a file in its place whoever writes the folder knows more to say.
      if try FileSystem.kind(of: path) != .file { try FileSystem.checkWritable(folder: path) }
    }
  }

  /// A file that takes the place of a file of its own kind alone.
  ///
  /// - Parameters:
  ///   - thing: what it is.
  ///   - beginning: how every such file begins; an empty one may be any.
  static func require(
    _ path: String, _ option: String, as form: Form, reading inputs: [String], replacingOnly thing: String,
    thatBegins beginning: String
  ) throws {
    try require(path, option, as: form, reading: inputs)
    guard !StandardStreams.namesOutput(path), try FileSystem.kind(of: path) == .file else { return }
    let file = try MappedFile(contentsOf: path)
    let isSame = withExtendedLifetime(file) { file.bytes.isEmpty || file.bytes.starts(with: beginning.utf8) }
    guard isSame else {
      throw Failure(
        status: .cannotCreate, message: "\(path): there is a file that is no \(thing), and would be lost",
        hint: "Give another path, or remove it.")
    }
  }

  /// Nothing that is read gives way, and no file of a model.
  static func requireUnread(_ path: String, _ option: String, reading inputs: [String]) throws {
    let folder = FileSystem.folder(of: path)
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

  /// Says of a place that cannot be written which option named it.
  static func requireWritable(_ option: String, _ check: () throws -> Void) throws {
    do {
      try check()
    } catch let error as FileError {
      throw Failure(status: .cannotCreate, message: "\(error)", hint: "Give \(option) a place that can be written.")
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
  static func requirePath(_ path: String, _ option: String, as form: Form) throws {
    guard !path.isEmpty else { throw ValidationError("\(option) must not be empty.") }
    if let reason = form.whyNotStandardOutput, StandardStreams.namesOutput(path) {
      throw ValidationError("\(option) \(path): \(reason)" + (path == "-" ? "; a file of that name is ./-" : "") + ".")
    }
  }

  /// Writes a text where ``require(_:_:as:reading:)`` had nothing against.
  ///
  /// - Parameter done: what is said of it where it is a file.
  static func write(_ text: String, to path: String, done: String) throws {
    guard !StandardStreams.namesOutput(path) else { return Console.write(text) }
    try TextFile.write(text, to: path)
    Console.talk("Done: \(done)")
  }
}
