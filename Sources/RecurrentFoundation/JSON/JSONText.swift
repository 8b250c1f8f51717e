/// Writes the one thing our own JSON needs beside digits.
package enum JSONText {
  /// The string in quotes, with everything escaped that must be (RFC 8259, section 7), and with all but ASCII where
  /// asked for, as Python does.
  package static func quoted(_ text: String, asciiOnly: Bool = false) -> String {
    var result: [UInt8] = [UInt8(ascii: "\"")]
    result.reserveCapacity(text.utf8.count + 2)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\"".utf8
      case "\\": result += "\\\\".utf8
      case "\u{8}": result += "\\b".utf8
      case "\u{C}": result += "\\f".utf8
      case "\n": result += "\\n".utf8
      case "\r": result += "\\r".utf8
      case "\t": result += "\\t".utf8
      case "\0"..<" ": appendEscaped(scalar, to: &result)
      case _ where scalar.isASCII: result.append(UInt8(scalar.value))
      case _ where asciiOnly: appendEscaped(scalar, to: &result)
      default: result += UTF8.encode(scalar)!
      }
    }
    result.append(UInt8(ascii: "\""))
    return String(decoding: result, as: UTF8.self)
  }

  private static func appendEscaped(_ scalar: Unicode.Scalar, to result: inout [UInt8]) {
    for unit in UTF16.encode(scalar)! {
      result += "\\u".utf8
      for shift in [12, 8, 4, 0] { result.append(hexadecimalDigits[Int(unit >> UInt16(shift)) & 15]) }
    }
  }

  private static let hexadecimalDigits = Array("0123456789abcdef".utf8)
}
