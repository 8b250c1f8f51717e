/// The checksum of TFRecord files: CRC-32C with Castagnoli's polynomial 0x82F63B78, bits reflected (RFC 3720, B.4).
package enum CRC32C {
  /// The checksum of these bytes.
  package static func checksum(of bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(.max) { state, byte in table[Int((state ^ UInt32(byte)) & 0xFF)] ^ (state >> 8) }
  }

  /// What a byte does to the state.
  private static let table = (0..<256).map { (byte: UInt32) -> UInt32 in
    (0..<8).reduce(byte) { state, _ in state & 1 == 0 ? state >> 1 : 0x82F6_3B78 ^ (state >> 1) }
  }
}
