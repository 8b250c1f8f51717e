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
  mutating func line() throws(FormatError) -> String {
    let start = position
    let length = region.withUnsafeBytes { $0[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 - start } }
    guard let length else { throw failure("a line does not end") }
    let text = try text(length)
    position += 1
    return text
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
