/// The checksum of zip and gzip: CRC-32 with the polynomial 0xEDB88320, bits reflected (ISO 3309).
package struct CRC32 {
  private var state: UInt32 = .max

  package init() {}

  /// The checksum of all that was taken in.
  package var value: UInt32 { ~state }

  /// The checksum of these bytes.
  package static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    var checksum = CRC32()
    checksum.update(bytes)
    return checksum.value
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    Self.table.withUnsafeBufferPointer { table in
      var offset = 0
      while offset + 8 <= bytes.count {
        state = Self.eight(bytes, offset, state, table)
        offset += 8
      }
      while offset < bytes.count {
        state = table[Int((state ^ UInt32(bytes[offset])) & 0xFF)] ^ (state >> 8)
        offset += 1
      }
    }
  }

  /// Eight bytes at once, each through a table of its own: Kounavis and Berry's "slicing by 8".
  private static func eight(
    _ bytes: UnsafeRawBufferPointer, _ offset: Int, _ state: UInt32, _ table: UnsafeBufferPointer<UInt32>
  ) -> UInt32 {
    let word =
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ UInt64(state)
    var result: UInt32 = 0
    for place in 0..<8 {
      let byte = Int(truncatingIfNeeded: word >> UInt64(8 * place)) & 0xFF
      result ^= table[256 * (7 - place) + byte]
    }
    return result
  }

  /// Eight tables of 256: what a byte does to the state that many bytes later.
  private static let table: [UInt32] = {
    var table = (0..<256).map { (byte: UInt32) -> UInt32 in
      (0..<8).reduce(byte) { state, _ in state & 1 == 0 ? state >> 1 : 0xEDB8_8320 ^ (state >> 1) }
    }
    for index in 256..<8 * 256 {
      let before = table[index - 256]
      table.append(table[Int(before & 0xFF)] ^ (before >> 8))
    }
    return table
  }()
}
