import RecurrentFoundation

/// A record of a TFRecord file: the length, its checksum, the content, its checksum, all little-endian (TensorFlow's
/// `record_writer.h`).
enum EventRecord {
  static func bytes(of content: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(content.count))
    return length + littleEndian(masked(length)) + content + littleEndian(masked(content))
  }

  /// A checksum of bytes that hold checksums themselves is turned and moved, so that it is none of theirs.
  private static func masked(_ bytes: [UInt8]) -> UInt32 {
    let checksum = CRC32C.checksum(of: bytes)
    return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
