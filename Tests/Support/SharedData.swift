import Foundation

/// Real data in a folder `shared/data` beside the checkout, for tests that say so where it is absent.
public enum SharedData {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/data")

  public static func path(_ name: String) -> String { root.appendingPathComponent(name).path }

  public static func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}
