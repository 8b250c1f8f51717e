/// Reads times as tables have them: a date by one of the ``DatePattern``s, with a time of day after it where it names a day,
/// or a count from 1970.
///
/// | | |
/// | --- | --- |
/// | a time of day | `13:05`, `13:05:00.25`, `1:05 PM`, after a space or a T; after a T and digits alone digits alone, `T1305` |
/// | a zone | `Z`, `UTC`, `GMT`, `+09:00`, `+0900`, with or without a space before it |
/// | seconds, milliseconds, micro- and nanoseconds since 1970 | `1709211900`, `1709211900.0`, `1709211900000`, … |
enum TimeText {
  /// Why a text is no time.
  struct Problem: Error, Equatable {
    let reason: String

    /// It has another form.
    static let noTime = Problem(reason: "no time")
    static let noDate = Problem(reason: "a date or a time that the calendar does not have")
  }

  /// A time as it is written.
  struct Moment: Equatable {
    let civil: CivilTime
    let style: TimeStyle
    /// Seconds that its zone is ahead of UTC; nil: it does not say.
    var offset: Int? { if case .count = style.form { 0 } else { style.zone?.offset } }
  }

  /// A time that stands for itself, in any form.
  static func moment(_ text: String) throws(Problem) -> Moment {
    guard !text.isEmpty else { throw Problem(reason: "empty") }
    var (found, problem) = ([Moment](), Problem.noTime)
    for form in TimeForm.all {
      do throws(Problem) {
        found.append(try moment(text, as: form))
      } catch {
        problem = problem == .noTime ? error : problem
      }
    }
    guard let first = found.first else {
      throw problem == .noTime ? Problem(reason: unknownForm) : problem
    }
    guard let readings = readings(of: text), readings.dayFirst != readings.monthFirst else { return first }
    throw Problem(reason: "\(inWords(readings)): write it as \(first.civil)")
  }

  static let unknownForm = "no time that is read: write it as \(TimeForm.examples)"

  /// Why a text stands for no time by itself; nil: it does.
  static func problem(of text: String) -> Problem? {
    do throws(Problem) {
      _ = try moment(text)
      return nil
    } catch {
      return error
    }
  }

  private static func noZone(_ rest: String) -> String {
    let text = rest.drop { $0 == " " }
    return
      "\(text.quoted) after the time of day is no zone that is read: those are Z, UTC, GMT, +09:00, +0900 and +09, and no "
      + "other names; write one of them in each row, or no zone in any"
  }

  /// What a date is with the day first and with the month first; nil: it cannot be both.
  static func readings(of text: String) -> (dayFirst: CivilTime, monthFirst: CivilTime)? {
    func reading(_ order: SeriesLayout.DateOrder) -> CivilTime? {
      TimeForm.all.lazy.filter { $0.order == order }.compactMap { try? moment(text, as: $0).civil }.first
    }
    guard let dayFirst = reading(.dayFirst), let monthFirst = reading(.monthFirst) else { return nil }
    return (dayFirst, monthFirst)
  }

  static func inWords(_ readings: (dayFirst: CivilTime, monthFirst: CivilTime)) -> String {
    "\(readings.dayFirst) with the day first and \(readings.monthFirst) with the month first"
  }

  /// Whether any form reads a text, be it that others read another time.
  static func isTime(_ text: String) -> Bool { TimeForm.all.contains { (try? moment(text, as: $0)) != nil } }

  static func moment(_ text: String, as form: TimeForm) throws(Problem) -> Moment {
    guard !text.isEmpty else { throw Problem(reason: "empty") }
    var reader = TimeReader(text)
    var style = TimeStyle(form: form)
    switch form {
    case .count(let ticks): return Moment(civil: try count(&reader, ticks, &style), style: style)
    case .date(let pattern):
      let civil = try date(&reader, pattern, &style)
      guard !reader.isAtEnd else { return Moment(civil: civil, style: style) }
      if pattern.finest > .day, !pattern.isCompact {
        if pattern.finest == .second, reader.take(oneOf: ".,") != nil { _ = reader.skipDigits() }
        style.zone = try zoneAtEnd(&reader)
        return Moment(civil: civil, style: style)
      }
      guard pattern.finest == .day, !pattern.isCompact, let separator = reader.take(oneOf: "Tt ") else {
        throw .noTime
      }
      style.clockSeparator = separator
      let seconds = try timeOfDay(&reader, &style)
      style.zone = try zoneAtEnd(&reader)
      // 24:00 is the next day's beginning.
      return Moment(civil: CivilTime(seconds: civil.seconds + seconds), style: style)
    }
  }

  /// A fraction is left out.
  private static func count(
    _ reader: inout TimeReader, _ ticks: Int, _ style: inout TimeStyle
  ) throws(Problem) -> CivilTime {
    let widths = [1: 9...10, 1000: 13...13, 1_000_000: 16...16, 1_000_000_000: 19...19]
    guard let number = reader.number(widths[ticks]!) else { throw .noTime }
    if reader.take(oneOf: ".") != nil { style.zeros = reader.skipDigits() }
    guard reader.isAtEnd else { throw .noTime }
    return CivilTime(seconds: number / ticks)
  }

  private static func date(
    _ reader: inout TimeReader, _ pattern: DatePattern, _ style: inout TimeStyle
  ) throws(Problem) -> CivilTime {
    var parts: [DatePattern.Part: Int] = [:]
    for token in pattern.tokens {
      switch token {
      case .sign(let sign): guard reader.take(sign) else { throw .noTime }
      case .part(let part):
        let isAlone = !pattern.hasRuns
        switch part {
        case .year: parts[part] = isAlone ? reader.number(4...4) : reader.number(4)
        case .quarter, .weekday: parts[part] = reader.number(1...1)
        case .monthName:
          guard let name = reader.monthName() else { throw .noTime }
          (parts[.month], style.hasLongNames, style.hasCapitals) = (name.month, name.isLong, name.isCapitals)
        default:
          if isAlone, part != .week, reader.digitCount == 1 { style.padsDate = false }
          parts[part] = isAlone ? reader.number(1...2) : reader.number(2)
        }
        guard parts[part] != nil || part == .monthName else { throw .noTime }
      }
    }
    // What goes on in digits is another form, and should not be refused for what its first ones are not.
    guard !pattern.isCompact || reader.isAtEnd else { throw .noTime }
    return try civil(parts, pattern)
  }

  private static func civil(_ parts: [DatePattern.Part: Int], _ pattern: DatePattern) throws(Problem) -> CivilTime {
    let year = parts[.year]!
    // Ten digits may as well be seconds since 1970.
    guard pattern.finest != .hour || (1900..<2100).contains(year) else { throw .noTime }
    if let week = parts[.week] {
      guard let time = CivilTime(year: year, week: week, weekday: parts[.weekday] ?? 1) else { throw .noDate }
      return time
    }
    let month = parts[.month] ?? parts[.quarter].map { $0 * 3 - 2 } ?? 1
    guard
      let time = CivilTime(
        year: year, month: month, day: parts[.day] ?? 1, hour: parts[.hour] ?? 0, minute: parts[.minute] ?? 0,
        second: parts[.second] ?? 0)
    else { throw .noDate }
    return time
  }

  /// Seconds after midnight; a fraction is left out.
  private static func timeOfDay(_ reader: inout TimeReader, _ style: inout TimeStyle) throws(Problem) -> Int {
    let isPadded = reader.digitCount == 2
    guard var hour = reader.number(1...2) else { throw .noTime }
    var (minute, second) = (0, 0)
    (style.finest, style.padsHour) = (.hour, isPadded)
    if reader.take(oneOf: ":") != nil {
      guard let found = reader.number(2) else { throw .noTime }
      (minute, style.finest) = (found, .minute)
      if reader.take(oneOf: ":") != nil {
        guard let found = reader.number(2) else { throw .noTime }
        (second, style.finest) = (found, .second)
        if reader.take(oneOf: ".,") != nil { _ = reader.skipDigits() }
      }
    }
    if let half = reader.half() {
      guard (1...12).contains(hour) else { throw Problem(reason: "a time of day that no clock shows") }
      (hour, style.halves) = (hour % 12 + (half.isAfternoon ? 12 : 0), half.halves)
    }
    guard hour < 24 || (hour == 24 && minute == 0 && second == 0), minute < 60, second < 60 else {
      throw Problem(reason: "a time of day that no clock shows")
    }
    return (hour * 60 + minute) * 60 + second
  }

  private static func zoneAtEnd(_ reader: inout TimeReader) throws(Problem) -> TimeStyle.Zone? {
    let rest = reader.rest
    let zone = try zone(&reader)
    guard reader.isAtEnd else { throw Problem(reason: noZone(rest)) }
    return zone
  }

  private static func zone(_ reader: inout TimeReader) throws(Problem) -> TimeStyle.Zone? {
    let text = reader.rest
    var ahead = reader
    _ = ahead.take(oneOf: " ")
    let isUTC = ["utc", "gmt", "z"].contains { ahead.take(Array($0.utf8)) }
    if isUTC {
      reader = ahead
      return TimeStyle.Zone(offset: 0, text: text)
    }
    guard let sign = ahead.take(oneOf: "+-") else { return nil }
    guard let hours = ahead.number(2) else { throw Problem(reason: "a zone that is none: write +09:00") }
    _ = ahead.take(oneOf: ":")
    let minutes = ahead.number(2) ?? 0
    guard hours < 24, minutes < 60 else { throw Problem(reason: "a zone that is none: write +09:00") }
    reader = ahead
    return TimeStyle.Zone(offset: (sign == "-" ? -60 : 60) * (hours * 60 + minutes), text: text)
  }
}
