/// One change to what is on a disk, as it is asked of the operating system.
///
/// Every change that the package makes goes through here first, so that tests see them in their order, and can refuse any
/// of them: a full disk, a failing `fsync`, a crash between two of them.
package enum DiskChange: Sendable, Equatable {
  case createFile(String)
  case write(String)
  case truncate(String)
  case synchronize(String)
  case createFolder(String)
  case rename(String, to: String)
  case removeFile(String)
  case removeFolder(String)

  /// What becomes of a change.
  package enum Verdict: Sendable {
    case done
    /// The operating system's number for the reason. Of what was to be written half is.
    case refused(Int32)
  }

  /// Is asked before each change of the current task; nil: all are made.
  @TaskLocal package static var judge: (@Sendable (DiskChange) -> Verdict)?

  /// Asks whether the change is not to be made; `errno` then is the reason.
  func isRefused() -> Bool {
    guard let judge = Self.judge, case .refused(let code) = judge(self) else { return false }
    errno = code
    return true
  }
}
