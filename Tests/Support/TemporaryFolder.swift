import Foundation

/// A folder of its own for one test, gone when the last reference is.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("recurrent-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of something in the folder.
  public func path(_ name: String) -> String { path + "/" + name }

  /// Writes a file into the folder and returns its path.
  public func write(_ text: String, to name: String = "file.txt") throws -> String {
    try write(Array(text.utf8), to: name)
  }

  /// Writes a file into the folder and returns its path.
  public func write(_ bytes: [UInt8], to name: String = "file.txt") throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }
}
