/// A file that one process at a time holds; it goes with its last reference.
///
/// The operating system lets go of it when a process ends, however it ends: one that is dead keeps nobody waiting. What it
/// leaves is an empty file that the next one takes over. Where the file system has no locks, all hold it.
package final class LockFile: Sendable {
  private let file: File

  /// Makes the file where it is not there, and takes it; nil: another holds it.
  package init?(_ path: String) throws(FileError) {
    var file: File
    repeat {
      file = try File(updating: path)
      guard file.tryLock() else { return nil }
      // Who held it may have removed the name since it was opened: then another file has it, or none.
    } while try !file.isNamed(path)
    self.file = file
  }

  deinit { try? FileSystem.removeFile(file.path) }

  /// Whether another holds it now. Nothing is made.
  package static func isHeld(_ path: String) throws(FileError) -> Bool {
    guard try FileSystem.kind(of: path) == .file else { return false }
    return try !File(reading: path).tryLock(shared: true)
  }
}
