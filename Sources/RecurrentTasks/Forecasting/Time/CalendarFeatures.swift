import RecurrentFoundation

/// What the calendar says of a time, as numbers that a network reads: for each cycle that rows of a frequency pass
/// through, the sine and cosine of the place in it, and whether the day is a holiday.
public struct CalendarFeatures: Hashable, Codable, Sendable {
  /// A cycle of the calendar.
  public enum Cycle: String, Codable, Sendable, CaseIterable {
    /// Where in a day, a week, a month or a year a time is.
    case hourOfDay, dayOfWeek, dayOfMonth, dayOfYear, monthOfYear
  }

  /// Those that become numbers, in this order.
  public let cycles: [Cycle]
  /// Days since 1970; nil: holidays are no feature.
  public let holidays: Set<Int>?

  /// The cycles that rows of a frequency pass through, in many steps each.
  public init(for frequency: Frequency, holidays: Set<Int>? = nil) {
    cycles =
      switch frequency {
      case .seconds(..<86_400): [.hourOfDay, .dayOfWeek, .dayOfYear]
      case .seconds(..<(7 * 86_400)), .businessDays: [.dayOfWeek, .dayOfMonth, .dayOfYear]
      case .seconds: [.dayOfYear]
      case .months(let months): months < 12 ? [.monthOfYear] : []
      }
    self.holidays = holidays
  }

  /// Numbers for each time.
  public var count: Int { cycles.count * 2 + (holidays == nil ? 0 : 1) }

  /// `count` numbers from -1 to 1.
  public func values(at time: CivilTime) -> [Float] {
    let circles = cycles.flatMap { cycle in
      let angle = 2 * Double.pi * Self.fraction(cycle, time)
      return [Float(sin(angle)), Float(sin(angle + .pi / 2))]
    }
    return circles + (holidays.map { [$0.contains(time.dayNumber) ? 1 : 0] } ?? [])
  }

  /// The place in a cycle, from 0 to 1.
  private static func fraction(_ cycle: Cycle, _ time: CivilTime) -> Double {
    let day = Double(time.secondOfDay) / 86_400
    return switch cycle {
    case .hourOfDay: day
    case .dayOfWeek: (Double(time.weekday) + day) / 7
    case .dayOfMonth: Double(time.day - 1) / 31
    case .dayOfYear: (Double(time.dayOfYear) + day) / 366
    case .monthOfYear: Double(time.month - 1) / 12
    }
  }
}
