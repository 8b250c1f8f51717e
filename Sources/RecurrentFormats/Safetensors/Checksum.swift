/// How checksums stand in a safetensors file's metadata: a flipped bit makes another number, which nothing else notices.
enum Checksum {
  static func metadataName(of tensor: String) -> String { "xxh64:" + tensor }

  /// Sixteen hexadecimal digits.
  static func text(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
