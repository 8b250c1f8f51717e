/// How a table writes its times, so that those of a forecast are written alike: with the same signs between their parts, in
/// the same zone.
struct TimeStyle: Hashable, Codable, Sendable {
  /// What a zone is written as.
  struct Zone: Hashable, Codable, Sendable {
    /// Seconds ahead of UTC.
    let offset: Int
    /// `Z`.
    let isLetter: Bool
    /// `+09:00` rather than `+0900`.
    let hasColon: Bool

    static let utc = Zone(offset: 0, isLetter: true, hasColon: false)

    var text: String {
      guard !isLetter else { return "Z" }
      let minutes = abs(offset) / 60
      return (offset < 0 ? "-" : "+") + padded(minutes / 60) + (hasColon ? ":" : "") + padded(minutes % 60)
    }
  }

  /// Parts of a date and a time, from the coarsest to the finest.
  enum Part: Int, Codable, Comparable {
    case year, month, day, hour, minute, second

    static func < (first: Part, second: Part) -> Bool { first.rawValue < second.rawValue }
  }

  /// How many of a number that counts from the beginning of 1970 are a second; nil: it is a date.
  var ticks: Int?
  /// Between the parts of a date; nil: digits stand alone, those of the time of day too.
  var dateSeparator: String? = "-"
  /// Between date and time of day.
  var clockSeparator = " "
  /// The finest that is written.
  var finest = Part.day
  /// nil: none is written.
  var zone: Zone?

  /// The style of a table that has this style in a later row: each finer part is written everywhere.
  func followed(by later: TimeStyle) -> TimeStyle {
    var style = later
    style.finest = max(finest, later.finest)
    return style
  }

  /// - Parameter time: on a clock of ``zone``.
  func text(_ time: CivilTime) -> String {
    if let ticks { return "\(time.seconds * ticks)" }
    let finest = max(finest, Self.needed(for: time))
    let date = [padded(time.year, 4), padded(time.month), padded(time.day)].prefix(min(finest, .day).rawValue + 1)
    let text = date.joined(separator: dateSeparator ?? "")
    guard finest > .day else { return text }
    let clock = [padded(time.hour), padded(time.minute), padded(time.secondOfDay % 60)].prefix(finest.rawValue - 2)
    guard dateSeparator != nil else { return text + clock.joined() }
    return text + clockSeparator + clock.joined(separator: ":") + (zone?.text ?? "")
  }

  /// What a time must be written to, so that it is told from others.
  private static func needed(for time: CivilTime) -> Part {
    if time.secondOfDay % 60 != 0 { return .second }
    if time.secondOfDay != 0 { return time.secondOfDay % 3600 != 0 ? .minute : .hour }
    return time.day != 1 ? .day : time.month != 1 ? .month : .year
  }
}
