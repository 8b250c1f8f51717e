import RecurrentFoundation

/// A pickle's bytes, taken one argument after another.
struct PickleSource {
  let region: ByteRegion
  private(set) var position: Int

  init(_ region: ByteRegion, at position: Int) { (self.region, self.position) = (region, position) }

  func failure(_ reason: String) -> FormatError {
    region.malformed("the pickle is wrong at byte \(position): \(reason)")
  }

  mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) throws(FormatError) -> Number {
    guard let number = region.integer(type, at: position) else { throw failure("it is cut short") }
    position += MemoryLayout<Number>.size
    return number
  }

  /// A count of bytes or a place in the memo.
  mutating func count(_ type: (some FixedWidthInteger & BitwiseCopyable).Type) throws(FormatError) -> Int {
    guard let count = Int(exactly: try number(type)), count >= 0 else { throw failure("a length cannot be") }
    return count
  }

  mutating func bytes(_ count: Int) throws(FormatError) -> [UInt8] {
    guard let part = region.part(at: position, count: count) else { throw failure("it is cut short") }
    position += count
    return part.withUnsafeBytes { [UInt8]($0) }
  }

  mutating func text(_ count: Int) throws(FormatError) -> String {
    String(decoding: try bytes(count), as: UTF8.self)
  }

  /// Up to the end of a line.
  mutating func line() throws(FormatError) -> String { String(decoding: try lineBytes(), as: UTF8.self) }

  private mutating func lineBytes() throws(FormatError) -> [UInt8] {
    let start = position
    let length = region.withUnsafeBytes { $0[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 - start } }
    guard let length else { throw failure("a line does not end") }
    let bytes = try bytes(length)
    position += 1
    return bytes
  }

  /// A line that is a text: each byte a character, what is none behind `\u` or `\U` with its number.
  mutating func unicodeLine() throws(FormatError) -> String {
    var (rest, text) = (try lineBytes()[...], String.UnicodeScalarView())
    while let byte = rest.popFirst() {
      let digits = byte == UInt8(ascii: "\\") ? [UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8][rest.first ?? 0] ?? 0 : 0
      guard digits > 0 else {
        text.append(Unicode.Scalar(byte))
        continue
      }
      let number = String(decoding: rest.dropFirst().prefix(digits), as: UTF8.self)
      guard number.utf8.count == digits, let scalar = UInt32(number, radix: 16).flatMap(Unicode.Scalar.init) else {
        throw failure("a text has a character that is none")
      }
      text.append(scalar)
      rest = rest.dropFirst(1 + digits)
    }
    return String(text)
  }

  /// A line that is a string as Python 2 writes it: in quotes, what is no plain character behind a backslash.
  mutating func literal() throws(FormatError) -> [UInt8] {
    let line = try lineBytes()
    guard line.count >= 2, let quote = line.first, [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(quote),
      line.last == quote
    else { throw failure("a string has no quotes") }
    var (rest, bytes) = (line.dropFirst().dropLast(), [UInt8]())
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "n"): bytes.append(10)
      case UInt8(ascii: "r"): bytes.append(13)
      case UInt8(ascii: "t"): bytes.append(9)
      case UInt8(ascii: "x"):
        guard let byte = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
          throw failure("a string has a byte that is none")
        }
        bytes.append(byte)
        rest = rest.dropFirst(2)
      case let byte?: bytes.append(byte)
      case nil: throw failure("a string ends in a backslash")
      }
    }
    return bytes
  }

  /// A whole number of so many bytes, two's complement.
  mutating func long(_ count: Int) throws(FormatError) -> PickleValue {
    let digits = try bytes(count)
    guard digits.count <= 8 else { return .largeInteger(digits) }
    let negative = digits.last.map { $0 >= 0x80 } ?? false
    var value: UInt64 = negative ? .max : 0
    for digit in digits.reversed() { value = value << 8 | UInt64(digit) }
    return .integer(Int(Int64(bitPattern: value)))
  }

  /// A big-endian double.
  mutating func double() throws(FormatError) -> Double { Double(bitPattern: try number(UInt64.self).byteSwapped) }
}
