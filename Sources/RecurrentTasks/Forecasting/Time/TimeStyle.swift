/// How a table writes its times, so that those of a forecast are written alike: in the same form, with the same signs, in
/// the same zone.
struct TimeStyle: Hashable, Codable, Sendable {
  /// A zone as it is written.
  struct Zone: Hashable, Codable, Sendable {
    /// Seconds ahead of UTC.
    let offset: Int
    /// `Z`, `+09:00`, ` UTC`: with the space before it.
    let text: String
  }

  /// Parts of a time of day, from the coarsest to the finest.
  enum Part: Int, Codable, Comparable {
    case none, hour, minute, second

    static func < (first: Part, second: Part) -> Bool { first.rawValue < second.rawValue }
  }

  /// How a clock of twelve hours calls the halves of a day.
  struct Halves: Hashable, Codable, Sendable { let morning, afternoon: String }

  var form = TimeForm.date(DatePattern("y-m-d"))
  /// Months and days are two digits.
  var padsDate = true
  /// Hours are.
  var padsHour = true
  /// Names of months have more than three letters.
  var hasLongNames = false
  /// They have none but capitals.
  var hasCapitals = false
  /// Zeros after the point of a number that counts.
  var zeros = 0
  /// Between date and time of day.
  var clockSeparator = " "
  /// The finest that is written of the time of day.
  var finest = Part.none
  /// nil: hours are 0 to 23.
  var halves: Halves?
  /// nil: none is written.
  var zone: Zone?

  /// The style of a table that has this style in a later row: each finer part is written everywhere.
  func followed(by later: TimeStyle) -> TimeStyle {
    var style = later
    style.finest = max(finest, later.finest)
    (style.padsDate, style.padsHour) = (padsDate && later.padsDate, padsHour && later.padsHour)
    style.hasLongNames = hasLongNames || later.hasLongNames
    return style
  }

  /// - Parameter time: on a clock of ``zone``.
  func text(_ time: CivilTime) -> String {
    switch form {
    case .count(let ticks):
      return "\(time.seconds * ticks)" + (zeros > 0 ? "." + String(repeating: "0", count: zeros) : "")
    case .date(let pattern):
      let finest = max(finest, Self.needed(for: time))
      let told: DatePattern.Unit = [.year, .hour, .minute, .second][finest.rawValue]
      let hasClock = pattern.finest == .day && !pattern.isCompact
      guard pattern.tells(dayOf: time), finest == .none || hasClock || pattern.finest >= told else {
        return TimeStyle(clockSeparator: clockSeparator, finest: self.finest, zone: zone).text(time)
      }
      let date = pattern.tokens.map { text(of: $0, time) }.joined()
      return hasClock && finest != .none ? date + clockSeparator + clock(time, finest) : date + (zone?.text ?? "")
    }
  }

  private func text(of token: DatePattern.Token, _ time: CivilTime) -> String {
    func digits(_ value: Int, _ isPadded: Bool = true) -> String { isPadded ? padded(value) : "\(value)" }
    switch token {
    case .sign(let bytes): return String(decoding: bytes, as: UTF8.self).uppercased()
    case .part(let part):
      switch part {
      case .year: return padded(writesWeeks ? time.week.year : time.year, 4)
      case .month: return digits(time.month, padsDate)
      case .day: return digits(time.day, padsDate)
      case .quarter: return "\((time.month + 2) / 3)"
      case .week: return digits(time.week.number)
      case .weekday: return "\(time.weekday + 1)"
      case .hour: return digits(time.hour)
      case .minute: return digits(time.minute)
      case .second: return digits(time.secondOfDay % 60)
      case .monthName:
        let name = DatePattern.monthNames[time.month - 1]
        let shown = hasLongNames ? name : String(name.prefix(3))
        return hasCapitals ? shown.uppercased() : shown
      }
    }
  }

  private var writesWeeks: Bool {
    if case .date(let pattern) = form { pattern.tokens.contains(.part(.week)) } else { false }
  }

  private func clock(_ time: CivilTime, _ finest: Part) -> String {
    let hour = halves == nil ? time.hour : (time.hour + 11) % 12 + 1
    let parts = [padsHour ? padded(hour) : "\(hour)", padded(time.minute), padded(time.secondOfDay % 60)]
    let half = halves.map { time.hour < 12 ? $0.morning : $0.afternoon } ?? ""
    return parts.prefix(finest.rawValue).joined(separator: ":") + half + (zone?.text ?? "")
  }

  /// What must be written of the time of day, so that a time is told from others.
  private static func needed(for time: CivilTime) -> Part {
    if time.secondOfDay == 0 { return .none }
    return time.secondOfDay % 60 != 0 ? .second : time.minute != 0 ? .minute : .hour
  }
}
