import Testing

@testable import RecurrentFoundation

@Suite struct XXH64Tests {
  /// Hashes of `(7 i + 3) mod 256` for i in 0 ..< length, by the reference library (python-xxhash 4.1).
  static let golden: [(length: Int, hash: UInt64)] = [
    (0, 0xEF46_DB37_51D8_E999), (1, 0x1F25_C8D0_BC1F_4BB6), (3, 0x31D2_363F_52E5_64C9), (4, 0x9BB6_4B7D_66EE_9FDA),
    (7, 0x9A7B_1499_59CE_60D8), (8, 0xDAB9_9D95_C6F9_0092), (12, 0xD52E_4078_33AF_5133), (31, 0xA2AA_5F33_CC4A_6119),
    (32, 0x23C3_C17E_F790_FD97), (33, 0x50A7_CFC7_BA58_8784), (63, 0x5E3E_54B4_31C7_493C),
    (64, 0x0EB6_4B3E_F6EE_B01F), (65, 0xA383_B724_B2BD_12F1), (100, 0xA61F_8D4C_170F_E531),
    (999, 0xC373_150B_E8D9_AF9C),
  ]

  private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) } }

  @Test(arguments: golden.indices)
  func agreesWithTheReference(index: Int) {
    let (length, hash) = Self.golden[index]
    #expect(bytes(length).withUnsafeBytes(XXH64.hash) == hash)
  }

  @Test(arguments: [0, 32, 64, 992])
  func piecesEqualTheWhole(split: Int) {
    let bytes = bytes(999)
    var hash = XXH64()
    bytes[..<split].withUnsafeBytes { hash.update(stripes: $0) }
    let pieces = bytes[split...].withUnsafeBytes { hash.finalize(tail: $0) }
    #expect(pieces == bytes.withUnsafeBytes(XXH64.hash))
  }
}
