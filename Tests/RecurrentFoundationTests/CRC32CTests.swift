import Testing

@testable import RecurrentFoundation

@Suite struct CRC32CTests {
  /// The check value of the catalogue of CRCs (CRC-32/ISCSI), and the examples of RFC 3720, B.4.
  @Test func knownChecksums() {
    #expect(CRC32C.checksum(of: Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.checksum(of: [UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum(of: [UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(of: (0..<32).map { UInt8($0) }) == 0x46DD_794E)
  }
}
