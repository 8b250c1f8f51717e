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

  /// Lets errors of what is written under a name for the meantime name what it is to become.
  package static func naming<Result>(_ path: String, for staging: String, _ body: () throws -> Result) throws -> Result
  {
    do {
      return try body()
    } catch let error as FileError where error.path == staging || error.path.hasPrefix(staging + "/") {
      let named = path + error.path.dropFirst(staging.count)
      throw FileError(path: named, operation: error.operation, reason: error.reason, code: error.code)
    }
  }
}

extension FileError: CustomStringConvertible {
  public var description: String { "\(path): cannot \(operation): \(reason)" }
}
