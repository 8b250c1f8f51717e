import RecurrentFoundation

/// The right to train a model in a folder, for as long as it is kept. Two trainings into one folder would end in one whole
/// model, but the work of one of them would be lost.
///
/// One that was killed keeps nobody waiting.
package final class TrainingLock: Sendable {
  private let file: LockFile

  /// Makes the folder where it is not there. It goes with the lock when nothing was saved in it.
  ///
  /// - Throws: ``ModelFolderError/busy(path:)`` where another training goes on; ``FileError``.
  package init(in folder: String) throws {
    guard let file = try LockFile(Self.path(in: folder)) else { throw ModelFolderError.busy(path: folder) }
    self.file = file
  }

  /// For a process that ends without its last reference.
  package func release() { file.release() }

  /// Checks that no training goes on in a folder.
  package static func requireFree(_ folder: String) throws {
    if try LockFile.isHeld(path(in: folder)) { throw ModelFolderError.busy(path: folder) }
  }

  /// Whether a training goes on in a folder, or has been killed there.
  static func isIn(_ folder: String) throws -> Bool { try FileSystem.kind(of: path(in: folder)) == .file }

  private static func path(in folder: String) -> String { "\(folder)/.training" }
}
