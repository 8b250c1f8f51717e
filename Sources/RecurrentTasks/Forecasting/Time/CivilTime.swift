/// A date and a time of day in the Gregorian calendar, in no zone: what a clock on the wall shows.
public struct CivilTime: Hashable, Comparable, Codable, BitwiseCopyable, Sendable {
  /// From the beginning of 1970 on, were every day 86,400 seconds long.
  public let seconds: Int

  /// So long after the beginning of 1970.
  public init(seconds: Int) { self.seconds = seconds }

  /// - Returns: nil where there is no such day or time of day; years are 1 to 9999.
  public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.dayCount(of: month, in: year),
      (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second)
    else { return nil }
    let days = Self.days(before: year) + Self.daysBefore(month: month, in: year) + day - 1
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
  }

  /// - Parameters:
  ///   - week: as ISO 8601 counts them: that with the year's first Thursday is 1.
  ///   - weekday: 1 is Monday.
  /// - Returns: nil where there is no such day.
  init?(year: Int, week: Int, weekday: Int) {
    guard (1...7).contains(weekday), let fourth = CivilTime(year: year, month: 1, day: 4) else { return nil }
    seconds = (fourth.dayNumber - fourth.weekday + (week - 1) * 7 + weekday - 1) * 86_400
    guard self.week == (year, week) else { return nil }
  }

  public static func < (first: CivilTime, second: CivilTime) -> Bool { first.seconds < second.seconds }

  /// Days since the first of January 1970.
  public var dayNumber: Int { Self.floorDivide(seconds, 86_400) }
  /// From 0 to 86,399.
  public var secondOfDay: Int { seconds - dayNumber * 86_400 }
  /// From 0 to 23.
  public var hour: Int { secondOfDay / 3600 }
  /// From 0 to 59.
  public var minute: Int { secondOfDay / 60 % 60 }
  /// 0 is Monday.
  public var weekday: Int { Self.remainder(dayNumber + 3, 7) }

  /// Of the Gregorian calendar.
  public var year: Int {
    // A day beyond the guess is found in a step or two.
    var year = 1970 + Self.floorDivide(dayNumber * 400, 146_097)
    while Self.days(before: year) > dayNumber { year -= 1 }
    while Self.days(before: year + 1) <= dayNumber { year += 1 }
    return year
  }

  /// 0 is the first of January.
  public var dayOfYear: Int { dayNumber - Self.days(before: year) }

  /// 1 to 12.
  public var month: Int {
    let (year, day) = (year, dayOfYear)
    return (1...12).last { Self.daysBefore(month: $0, in: year) <= day }!
  }

  /// 1 to 31.
  public var day: Int { dayOfYear - Self.daysBefore(month: month, in: year) + 1 }

  /// The week as ISO 8601 counts them, and the year that it belongs to: that of its Thursday.
  var week: (year: Int, number: Int) {
    let thursday = CivilTime(seconds: (dayNumber - weekday + 3) * 86_400)
    return (thursday.year, thursday.dayOfYear / 7 + 1)
  }

  /// Whether the next day is in another month.
  public var isLastDayOfMonth: Bool { day == Self.dayCount(of: month, in: year) }

  /// The same day of another month at the same time, or the last where that month has no such day.
  ///
  /// - Parameter wantedDay: nil: that of this date. It is given where a month before had fewer days.
  public func adding(months: Int, wantedDay: Int? = nil) -> CivilTime {
    let whole = year * 12 + month - 1 + months
    let (year, month) = (Self.floorDivide(whole, 12), Self.remainder(whole, 12) + 1)
    let day = min(wantedDay ?? day, Self.dayCount(of: month, in: year))
    let days = Self.days(before: year) + Self.daysBefore(month: month, in: year) + day - 1
    return CivilTime(seconds: days * 86_400 + secondOfDay)
  }

  /// The same time of a day that is so many days from Monday to Friday later. A weekend counts as its Friday.
  func adding(businessDays: Int) -> CivilTime {
    let number = businessDayNumber + businessDays
    let days = Self.floorDivide(number, 5) * 7 - 3 + Self.remainder(number, 5)
    return CivilTime(seconds: days * 86_400 + secondOfDay)
  }

  /// Days from Monday to Friday since the Monday before 1970.
  var businessDayNumber: Int { Self.floorDivide(dayNumber + 3, 7) * 5 + min(weekday, 4) }

  /// Months since the beginning of year 0.
  var monthNumber: Int { year * 12 + month - 1 }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private static func dayCount(of month: Int, in year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  private static func daysBefore(month: Int, in year: Int) -> Int {
    [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] + (month > 2 && isLeap(year) ? 1 : 0)
  }

  /// From 1970 to the first of January of a year.
  private static func days(before year: Int) -> Int {
    let past = year - 1
    return past * 365 + floorDivide(past, 4) - floorDivide(past, 100) + floorDivide(past, 400) - 719_162
  }

  static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
  }

  static func remainder(_ value: Int, _ divisor: Int) -> Int { value - floorDivide(value, divisor) * divisor }
}

extension CivilTime: CustomStringConvertible {
  /// `2024-02-29`, and `2024-02-29 13:05:00` where it is not midnight.
  public var description: String {
    let date = "\(padded(year, 4))-\(padded(month))-\(padded(day))"
    guard secondOfDay != 0 else { return date }
    return "\(date) \(padded(hour)):\(padded(minute)):\(padded(secondOfDay % 60))"
  }
}

/// Digits with as many zeros before them as a width wants.
func padded(_ value: Int, _ width: Int = 2) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
