/// Reads times as tables have them.
///
/// | form | example |
/// | --- | --- |
/// | ISO 8601, with a space or a T | `2024-02-29`, `2024-02-29 13:05`, `2024-02-29T13:05:00.5Z`, `…+09:00` |
/// | months and years | `2024-02`, `2024` |
/// | digits alone | `20240229`, `2024022913`, `202402291305`, `20240229130500` |
/// | seconds, milliseconds, micro- and nanoseconds since 1970 | `1709211900`, `1709211900000`, … |
///
/// `/` and `.` may stand for `-` where the year comes first. A date that begins with the day or the month is refused: no
/// one can tell `03/04/2024`.
enum TimeText {
  /// Why a text is no time.
  struct Problem: Error, Equatable { let reason: String }

  /// A time as it is written.
  struct Moment: Equatable {
    let civil: CivilTime
    let style: TimeStyle
    /// Seconds that its zone is ahead of UTC; nil: it does not say.
    var offset: Int? { style.ticks != nil ? 0 : style.zone?.offset }
  }

  static func moment(_ text: String) throws(Problem) -> Moment {
    let bytes = Array(text.utf8)
    guard let first = bytes.first else { throw Problem(reason: "empty") }
    guard isDigit(first) else { throw Problem(reason: "no time") }
    if bytes.allSatisfy(isDigit) { return try digitsAlone(bytes) }
    var reader = ByteReader(bytes: bytes)
    var style = TimeStyle()
    let civil = try date(&reader, &style)
    guard !reader.isAtEnd else { return Moment(civil: civil, style: style) }
    guard
      let separator = reader.take(where: {
        $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: "t") || $0 == UInt8(ascii: " ")
      })
    else { throw Problem(reason: "no time") }
    style.clockSeparator = String(UnicodeScalar(separator))
    let seconds = try timeOfDay(&reader, &style)
    style.zone = try zone(&reader)
    guard reader.isAtEnd else { throw Problem(reason: "more than a time") }
    // 24:00 is the next day's beginning.
    return Moment(civil: CivilTime(seconds: civil.seconds + seconds), style: style)
  }

  private static func digitsAlone(_ bytes: [UInt8]) throws(Problem) -> Moment {
    var reader = ByteReader(bytes: bytes)
    let parts: [Int: TimeStyle.Part] = [4: .year, 8: .day, 10: .hour, 12: .minute, 14: .second]
    let isCalendar = bytes.count != 10 || bytes.starts(with: "19".utf8) || bytes.starts(with: "20".utf8)
    if isCalendar, let finest = parts[bytes.count] {
      let (year, month, day) = (reader.number(4)!, reader.number(2) ?? 1, reader.number(2) ?? 1)
      let clock = (hour: reader.number(2) ?? 0, minute: reader.number(2) ?? 0, second: reader.number(2) ?? 0)
      return Moment(
        civil: try civil(year: year, month, day, clock.hour, clock.minute, clock.second),
        style: TimeStyle(dateSeparator: nil, finest: finest))
    }
    let ticks = [9: 1, 10: 1, 13: 1000, 16: 1_000_000, 19: 1_000_000_000]
    guard let ticks = ticks[bytes.count], let number = Int(String(decoding: bytes, as: UTF8.self)) else {
      throw Problem(reason: "\(bytes.count) digits, which are no time")
    }
    return Moment(civil: CivilTime(seconds: number / ticks), style: TimeStyle(ticks: ticks))
  }

  private static func date(_ reader: inout ByteReader, _ style: inout TimeStyle) throws(Problem) -> CivilTime {
    guard let year = reader.number(4) else {
      throw Problem(
        reason: reader.startsWithShortNumber
          ? "a date that does not begin with the year: write it as 2024-02-29" : "no time")
    }
    guard
      let separator = reader.take(where: { [UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ".")].contains($0) }),
      let month = reader.number(1...2)
    else { throw Problem(reason: "no time") }
    (style.dateSeparator, style.finest) = (String(UnicodeScalar(separator)), .month)
    guard reader.take(where: { $0 == separator }) != nil else { return try civil(year: year, month) }
    guard let day = reader.number(1...2) else { throw Problem(reason: "no time") }
    style.finest = .day
    return try civil(year: year, month, day)
  }

  private static func civil(
    year: Int, _ month: Int = 1, _ day: Int = 1, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0
  ) throws(Problem) -> CivilTime {
    guard
      let time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    else { throw Problem(reason: "a date or a time that the calendar does not have") }
    return time
  }

  /// Seconds after midnight; a fraction is left out.
  private static func timeOfDay(_ reader: inout ByteReader, _ style: inout TimeStyle) throws(Problem) -> Int {
    let colon = { (byte: UInt8) in byte == UInt8(ascii: ":") }
    guard let hour = reader.number(1...2) else { throw Problem(reason: "no time") }
    var (minute, second) = (0, 0)
    style.finest = .hour
    if reader.take(where: colon) != nil {
      guard let found = reader.number(2) else { throw Problem(reason: "no time") }
      (minute, style.finest) = (found, .minute)
      if reader.take(where: colon) != nil {
        guard let found = reader.number(2) else { throw Problem(reason: "no time") }
        (second, style.finest) = (found, .second)
        if reader.take(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }) != nil { reader.skipDigits() }
      }
    }
    guard hour < 24 || (hour == 24 && minute == 0 && second == 0), minute < 60, second < 60 else {
      throw Problem(reason: "a time of day that no clock shows")
    }
    return (hour * 60 + minute) * 60 + second
  }

  private static func zone(_ reader: inout ByteReader) throws(Problem) -> TimeStyle.Zone? {
    if reader.take(where: { $0 == UInt8(ascii: "Z") || $0 == UInt8(ascii: "z") }) != nil { return .utc }
    guard let sign = reader.take(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) else { return nil }
    guard let hours = reader.number(2) else { throw Problem(reason: "a zone that is none: write +09:00") }
    let hasColon = reader.take { $0 == UInt8(ascii: ":") } != nil
    let minutes = reader.number(2) ?? 0
    guard hours < 24, minutes < 60 else { throw Problem(reason: "a zone that is none: write +09:00") }
    let offset = (sign == UInt8(ascii: "-") ? -60 : 60) * (hours * 60 + minutes)
    return TimeStyle.Zone(offset: offset, isLetter: false, hasColon: hasColon)
  }

  fileprivate static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

/// Takes digits and signs from the beginning of a text.
private struct ByteReader {
  let bytes: [UInt8]
  private var place = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }
  private var digitCount: Int { bytes[place...].prefix(while: TimeText.isDigit).count }
  var startsWithShortNumber: Bool { (1...2).contains(digitCount) }

  mutating func take(where isWanted: (UInt8) -> Bool) -> UInt8? {
    guard place < bytes.count, isWanted(bytes[place]) else { return nil }
    place += 1
    return bytes[place - 1]
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

  mutating func skipDigits() { place += digitCount }
}
