import Testing

@testable import RecurrentFoundation

@Suite struct CRC32Tests {
  /// The check value of the catalogue of CRCs (CRC-32/ISO-HDLC), and Python's `zlib.crc32` of longer bytes.
  @Test func knownChecksums() {
    #expect(Array("123456789".utf8).withUnsafeBytes(CRC32.checksum) == 0xCBF4_3926)
    #expect([UInt8]().withUnsafeBytes(CRC32.checksum) == 0)
    #expect((0..<256).map(UInt8.init).withUnsafeBytes(CRC32.checksum) == 0x2905_8C73)
  }

  @Test func piecesMakeTheWhole() {
    let bytes = (0..<100).map { UInt8($0) }
    var checksum = CRC32()
    bytes[..<37].withUnsafeBytes { checksum.update($0) }
    bytes[37...].withUnsafeBytes { checksum.update($0) }
    #expect(checksum.value == bytes.withUnsafeBytes(CRC32.checksum))
  }
}
