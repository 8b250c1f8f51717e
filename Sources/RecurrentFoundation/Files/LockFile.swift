import Synchronization

/// A file that one process at a time holds; it goes with its last reference, and with it the folders that were made for
/// it, where nothing else came into them.
///
/// The operating system lets go of it when a process ends, however it ends: one that is dead keeps nobody waiting. What it
/// leaves is an empty file that the next one takes over. Where the file system has no locks, all hold it.
package final class LockFile: Sendable {
  private let file: File
  /// The outermost first.
  private let madeFolders: [String]
  private let isReleased = Atomic(false)

  /// Makes the file, and the folders above it, where they are not there, and takes it; nil: another holds it.
  package init?(_ path: String) throws(FileError) {
    var madeFolders: [String] = []
    var file: File
    do throws(FileError) {
      repeat {
        file = try Self.open(path, &madeFolders)
        guard file.tryLock() else {
          Self.remove(madeFolders)
          return nil
        }
        // Who held it may have removed the name since it was opened: then another file has it, or none.
      } while try !file.isNamed(path)
    } catch {
      Self.remove(madeFolders)
      throw error
    }
    (self.file, self.madeFolders) = (file, madeFolders)
  }

  deinit { release() }

  /// For a process that ends without its last reference.
  package func release() {
    // Its name may be another's by now.
    guard !isReleased.exchange(true, ordering: .relaxed) else { return }
    try? FileSystem.removeFile(file.path)
    Self.remove(madeFolders)
  }

  /// Whether another holds it now. Nothing is made.
  package static func isHeld(_ path: String) throws(FileError) -> Bool {
    guard try FileSystem.kind(of: path) == .file else { return false }
    do throws(FileError) {
      return try !File(reading: path).tryLock(shared: true)
    } catch  where error.code == ENOENT {
      return false
    }
  }

  /// One that goes may take the folder away before the file is in it; so many that go in a row are not at work.
  private static func open(_ path: String, _ madeFolders: inout [String]) throws(FileError) -> File {
    for _ in 0..<100 {
      do throws(FileError) {
        if let folder = FileSystem.parent(of: path) { madeFolders += try FileSystem.createFolders(folder) }
        return try File(updating: path)
      } catch  where error.code == ENOENT {}
    }
    return try File(updating: path)
  }

  /// One that something came into stays, and those above it.
  private static func remove(_ folders: [String]) {
    for folder in folders.reversed() { try? FileSystem.removeEmptyFolder(folder) }
  }
}
