/// A whole file of bytes.
package enum FileBytes {
  /// What the name of a file that is being written ends in.
  package static let stagingSuffix = ".part"

  /// Writes a file, in the place of one that was there: whoever looks sees the old one or the new.
  package static func replace(_ path: String, with bytes: [UInt8]) throws {
    try replace(path) { try FileSystem.create($0, contents: bytes) }
  }

  /// The same.
  ///
  /// - Parameter write: makes the new file, under another name.
  /// - Throws: ``FileError`` where a folder, a device or a pipe is there, which stays; what `write` throws.
  package static func replace(_ path: String, write: (String) throws -> Void) throws {
    try requirePlace(path)
    let staging = path + stagingSuffix
    do {
      try FileError.naming(path, for: staging) {
        // Of a write that a crash cut short.
        try FileSystem.removeFile(staging)
        try write(staging)
        try FileSystem.rename(staging, to: path)
      }
    } catch {
      try? FileSystem.removeFile(staging)
      throw error
    }
  }

  /// Checks that ``replace(_:with:)`` can write a file, to be told so before long work rather than after it. Nothing is
  /// left behind.
  package static func checkReplaceable(_ path: String) throws(FileError) {
    try requirePlace(path)
    let folder = FileSystem.folder(of: path)
    guard !path.hasSuffix("/"), try FileSystem.kind(of: folder) == .folder else {
      errno = ENOENT
      throw .last(path, "create")
    }
    try FileSystem.checkWritable(folder: folder)
  }

  private static func requirePlace(_ path: String) throws(FileError) {
    let kind = try FileSystem.kind(of: path)
    guard kind != .folder else {
      errno = EISDIR
      throw .last(path, "replace")
    }
    // Where standard output is a file, /dev/stdout leads to one.
    guard kind != .other, FileSystem.folder(of: path) != "/dev" else {
      throw FileError(path: path, operation: "replace", reason: "no file, and nothing that becomes one", code: EINVAL)
    }
  }
}
