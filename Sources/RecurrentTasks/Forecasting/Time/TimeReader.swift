/// Takes digits, names and signs from the beginning of a text.
struct TimeReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { place == bytes.count }
  /// How many digits come next.
  var digitCount: Int { bytes[place...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count }

  /// What comes, to the end.
  var rest: String { String(decoding: bytes[place...], as: UTF8.self) }

  mutating func take(oneOf signs: String) -> String? {
    guard place < bytes.count, signs.utf8.contains(bytes[place]) else { return nil }
    place += 1
    return String(UnicodeScalar(bytes[place - 1]))
  }

  /// - Parameter sign: letters small.
  mutating func take(_ sign: [UInt8]) -> Bool {
    guard bytes[place...].prefix(sign.count).map(Self.small) == sign else { return false }
    place += sign.count
    return true
  }

  /// A number of so many digits.
  mutating func number(_ count: Int) -> Int? {
    guard digitCount >= count else { return nil }
    let digits = bytes[place..<(place + count)]
    place += count
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// A number of as many digits as there are, where they are so many.
  mutating func number(_ counts: ClosedRange<Int>) -> Int? {
    counts.contains(digitCount) ? number(digitCount) : nil
  }

  /// - Returns: how many there were.
  mutating func skipDigits() -> Int {
    let count = digitCount
    place += count
    return count
  }

  /// The month that an English name, or three letters of it, stands for.
  mutating func monthName() -> (month: Int, isLong: Bool, isCapitals: Bool)? {
    let letters = bytes[place...].prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(Self.small($0)) }
    let text = String(decoding: letters, as: UTF8.self)
    let name = text.lowercased()
    let found = DatePattern.monthNames.firstIndex { [$0.lowercased(), $0.prefix(3).lowercased()].contains(name) }
    guard let found else { return nil }
    place += letters.count
    return (found + 1, letters.count > 3, text == text.uppercased())
  }

  /// AM or PM, with or without a space before it.
  mutating func half() -> (isAfternoon: Bool, halves: TimeStyle.Halves)? {
    let start = place
    let space = take(oneOf: " ") ?? ""
    guard let first = take(oneOf: "AaPp"), let second = take(oneOf: "Mm") else {
      place = start
      return nil
    }
    let isCapital = first == first.uppercased()
    let halves = TimeStyle.Halves(
      morning: space + (isCapital ? "A" : "a") + second, afternoon: space + (isCapital ? "P" : "p") + second)
    return (first.lowercased() == "p", halves)
  }

  private static func small(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
