/// What is done to names rather than to contents.
package enum FileSystem {
  package enum Kind { case missing, file, folder, other }

  /// What there is at a path, symbolic links followed; one that leads nowhere is something.
  package static func kind(of path: String) throws(FileError) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw .last(path, "open") }
      return lstat(path, &status) == 0 ? .other : .missing
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Whether two paths lead to one thing; false where either leads nowhere.
  package static func isSame(_ first: String, _ second: String) -> Bool {
    var statuses = (stat(), stat())
    return stat(first, &statuses.0) == 0 && stat(second, &statuses.1) == 0
      && statuses.0.st_dev == statuses.1.st_dev && statuses.0.st_ino == statuses.1.st_ino
  }

  /// The whole contents of a file of at most `limit` bytes.
  package static func contents(of path: String, limit: Int) throws -> [UInt8] {
    let file = try File(reading: path)
    let size = try file.size()
    guard size <= limit else {
      throw FileError(path: path, operation: "read", reason: "\(size) bytes, more than \(limit)", code: EFBIG)
    }
    var bytes = [UInt8](repeating: 0, count: size)
    let received = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
    bytes.removeLast(size - received)
    return bytes
  }

  /// Makes a new file that is on the disk when this returns.
  package static func create(_ path: String, contents: [UInt8]) throws {
    let file = try File(creating: path)
    try contents.withUnsafeBytes { try file.write($0) }
    try file.synchronize()
  }

  /// Lets a write beyond what a process may write to a file fail, as one to a full disk does, where it would end the
  /// process.
  package static func failBeyondFileSizeLimit() { signal(SIGXFSZ, SIG_IGN) }

  /// Makes a folder and those above it. One that is there already is left as it is.
  ///
  /// - Returns: Those that were made, the outermost first.
  @discardableResult
  package static func createFolders(_ path: String) throws(FileError) -> [String] {
    if makeFolder(path) { return [path] }
    var made: [String] = []
    if errno == ENOENT, let parent = parent(of: path) {
      made = try createFolders(parent)
      if makeFolder(path) { return made + [path] }
    }
    guard errno == EEXIST else { throw .last(path, "create the folder") }
    guard try kind(of: path) == .folder else {
      throw FileError(path: path, operation: "create the folder", reason: "a file is in its place", code: ENOTDIR)
    }
    return made
  }

  private static func makeFolder(_ path: String) -> Bool {
    !DiskChange.createFolder(path).isRefused() && mkdir(path, 0o777) == 0
  }

  /// The path of the folder that something is in; nil: the path does not say.
  package static func parent(of path: String) -> String? {
    let trimmed = path.utf8.lastIndex { $0 != UInt8(ascii: "/") }.map { path[...$0] } ?? ""
    guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    let parent = String(trimmed[..<slash])
    return parent.isEmpty ? nil : parent
  }

  /// The folder that something is in, whether the path says it or not.
  package static func folder(of path: String) -> String { parent(of: path) ?? (path.hasPrefix("/") ? "/" : ".") }

  /// Checks that a folder can be changed, or made where there is none: a folder is made in it, or in the closest above it
  /// that there is, and removed. It has one name for all, so that what a killed process leaves goes with the next check.
  package static func checkWritable(folder path: String) throws(FileError) {
    let trial = try closestFolder(to: path) + "/.recurrent-trial"
    guard mkdir(trial, 0o777) == 0 || errno == EEXIST, rmdir(trial) == 0 || errno == ENOENT else {
      throw .last(path, "write into the folder")
    }
  }

  /// The folder at a path, or where there is nothing, the closest above it that there is.
  private static func closestFolder(to path: String) throws(FileError) -> String {
    let parent = folder(of: path)
    guard parent != path, try kind(of: path) == .missing else { return path }
    return try closestFolder(to: parent)
  }

  /// The names in a folder, in the order of their bytes.
  package static func names(in folder: String) throws(FileError) -> [String] {
    guard let stream = opendir(folder) else { throw .last(folder, "list") }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted(by: precedes)
  }

  /// Puts `source` in the place of `destination` in one step.
  package static func rename(_ source: String, to destination: String) throws(FileError) {
    guard !DiskChange.rename(source, to: destination).isRefused(), systemRename(source, destination) == 0 else {
      throw .last(destination, "replace")
    }
  }

  package static func removeFile(_ path: String) throws(FileError) {
    guard !DiskChange.removeFile(path).isRefused(), unlink(path) == 0 || errno == ENOENT else {
      throw .last(path, "remove")
    }
  }

  package static func removeEmptyFolder(_ path: String) throws(FileError) {
    guard !DiskChange.removeFolder(path).isRefused(), rmdir(path) == 0 || errno == ENOENT else {
      throw .last(path, "remove")
    }
  }

  /// Waits until the names in a folder are on the disk.
  package static func synchronize(folder: String) throws(FileError) {
    try File(folder: folder).synchronize()
  }
}

private func systemRename(_ source: String, _ destination: String) -> Int32 { rename(source, destination) }
