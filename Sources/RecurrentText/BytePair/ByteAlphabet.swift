/// A printable character for every byte, so that any bytes can be spelt in a vocabulary file.
///
/// The table of GPT-2 (Radford et al. 2019): bytes that are printable in Latin-1 stand for themselves, the others for
/// U+0100 and on, in order. A space is Ġ, a newline Ċ.
enum ByteAlphabet {
  static let scalars: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (0...255).map { (byte: UInt32) in
      if (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE { return Unicode.Scalar(byte)! }
      defer { next += 1 }
      return Unicode.Scalar(next)!
    }
  }()

  private static let bytes = Dictionary(uniqueKeysWithValues: zip(scalars, UInt8(0)...255))

  /// The spelling of bytes.
  static func spelling(of bytes: some Sequence<UInt8>) -> String {
    var spelling = String.UnicodeScalarView()
    for byte in bytes { spelling.append(scalars[Int(byte)]) }
    return String(spelling)
  }

  /// The bytes of a spelling, or nil where a character stands for no byte.
  static func bytes(of spelling: String) -> [UInt8]? {
    var result: [UInt8] = []
    for scalar in spelling.unicodeScalars {
      guard let byte = bytes[scalar] else { return nil }
      result.append(byte)
    }
    return result
  }
}
