import Foundation

/// Real models in a folder `shared/models` beside the checkout, for tests that say so where it is absent.
public enum SharedModels {
  private static let root = URL(fileURLWithPath: SharedData.path("")).deletingLastPathComponent()
    .appendingPathComponent("models")

  public static func path(_ name: String) -> String { root.appendingPathComponent(name).path }

  public static func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}
