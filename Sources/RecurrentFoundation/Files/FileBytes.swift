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
  /// - Throws: ``FileError`` where a device or a pipe is there, which stays; what `write` throws.
  package static func replace(_ path: String, write: (String) throws -> Void) throws {
    guard try FileSystem.kind(of: path) != .other else {
      throw FileError(path: path, operation: "replace", reason: "no file, and nothing that becomes one", code: EINVAL)
    }
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
}
