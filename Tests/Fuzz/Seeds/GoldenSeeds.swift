import RecurrentFoundation

@testable import RecurrentFormats

/// Parts of the tests' golden files.
enum GoldenSeeds {
  private static let folder = environment("FUZZ_GOLDEN")

  /// The models of the operators' tests.
  static func graphs() throws -> [[UInt8]] {
    let file = try NPZFile(contentsOf: "\(folder)/RecurrentModelsTests/Golden/operators.npz")
    return try file.tensors.filter { $0.name.hasSuffix(".model") }.map { try $0.bytes() }
  }

  /// The pickles in PyTorch's zip files.
  static func pickles() throws -> [[UInt8]] {
    try files("RecurrentFormatsTests/Golden", ".pt").compactMap { path in
      guard let zip = try? ZipFile(ByteRegion(contentsOf: path), maximumBytes: 1 << 20),
        let entry = zip.entries.first(where: { $0.name.hasSuffix("data.pkl") })
      else { return nil }
      return try zip.contents(of: entry).withUnsafeBytes { Array($0) }
    }
  }

  /// Configuration and weights of Keras 3's files.
  static func kerasParts() throws -> [[UInt8]] {
    try files("RecurrentModelsTests/Golden/keras", ".keras").compactMap { path in
      let zip = try ZipFile(ByteRegion(contentsOf: path), maximumBytes: 1 << 20)
      let parts = try ["config.json", "model.weights.h5"].compactMap { name in
        try zip.entry(named: name).map { try zip.contents(of: $0).withUnsafeBytes { Array($0) } }
      }
      return parts.count == 2 && parts[0].count + parts[1].count < 1 << 16 ? parts[0] + [0] + parts[1] : nil
    }
  }

  private static func files(_ place: String, _ suffix: String) throws -> [String] {
    try FileSystem.names(in: "\(folder)/\(place)").filter { $0.hasSuffix(suffix) }.map { "\(folder)/\(place)/\($0)" }
  }
}
