/// What the operating system refused, and for which file.
public struct FileError: Error, Equatable, Sendable {
  public let path: String
  /// What was tried: "open", "write", "replace".
  public let operation: String
  /// The operating system's reason.
  public let reason: String
  /// The operating system's number for it (`errno`).
  public let code: Int32

  package init(path: String, operation: String, reason: String, code: Int32) {
    (self.path, self.operation, self.reason, self.code) = (path, operation, reason, code)
  }
}

extension FileError: CustomStringConvertible {
  public var description: String { "\(path): cannot \(operation): \(reason)" }
}
