import RecurrentFoundation

/// Files for readers that are given a path. Each is written over by the next of its name.
enum Scratch {
  static let folder = environment("FUZZ_SCRATCH")

  /// Writes a file and returns its path; folders on the way are made.
  static func file(_ bytes: some Sequence<UInt8>, named name: String = "input") throws -> String {
    let path = "\(folder)/\(name)"
    try FileSystem.createFolders(String(path[..<path.lastIndex(of: "/")!]))
    let file = try File(updating: path)
    try file.truncate(to: 0)
    try Array(bytes).withUnsafeBytes { try file.write($0) }
    return path
  }

  static func file(_ region: ByteRegion, named name: String = "input") throws -> String {
    try file(region.withUnsafeBytes { Array($0) }, named: name)
  }
}
