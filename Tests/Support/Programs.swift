import Foundation

/// Programs of this machine that tests run.
public enum Programs {
  /// Where the first of these is on the PATH; nil where none is.
  public static func path(of names: String...) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let candidates = names.flatMap { name in folders.map { "\($0)/\(name)" } }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
