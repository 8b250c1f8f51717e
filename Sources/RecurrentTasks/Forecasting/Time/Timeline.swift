/// The times of a series' rows: one begins it, and all are equally far apart.
public struct Timeline: Hashable, Codable, Sendable {
  /// Of row 0.
  public let start: CivilTime
  /// How far apart they are.
  public let frequency: Frequency
  /// The day of the month that rows are on, or the last of shorter months: where there are months between them.
  private let day: Int
  /// How they are written.
  private let style: TimeStyle
  /// Seconds that the clock of all of them is ahead of UTC, where they are written with zones.
  private let offset: Int

  /// - Parameter endsMonths: rows are on the last day of their month, where there are months between them.
  public init(start: CivilTime, frequency: Frequency, endsMonths: Bool = false) {
    self.init(
      start: start, frequency: frequency, day: endsMonths ? 31 : start.day, style: TimeStyle(), offset: 0)
  }

  init(start: CivilTime, frequency: Frequency, day: Int, style: TimeStyle, offset: Int) {
    (self.start, self.frequency, self.day) = (start, frequency, day)
    (self.style, self.offset) = (style, offset)
  }

  /// The same times from another row on.
  public func beginning(at row: Int) -> Timeline {
    Timeline(start: self[row], frequency: frequency, day: day, style: style, offset: offset)
  }

  /// The time of a row as the table that the series is from writes times.
  package func text(of row: Int) -> String {
    let zone = style.zone.map(\.offset) ?? offset
    return style.text(CivilTime(seconds: self[row].seconds - offset + zone))
  }

  /// The time of a row, which may be before the first or after the last.
  public subscript(row: Int) -> CivilTime {
    switch frequency {
    case .seconds(let seconds): CivilTime(seconds: start.seconds + row * seconds)
    case .months(let months): start.adding(months: row * months, wantedDay: day)
    case .businessDays: start.adding(businessDays: row)
    }
  }

  /// The row of a time; nil where it is between two.
  public func row(of time: CivilTime) -> Int? {
    let row =
      switch frequency {
      case .seconds(let seconds): (time.seconds - start.seconds) / seconds
      case .months(let months): (time.monthNumber - start.monthNumber) / months
      case .businessDays: time.businessDayNumber - start.businessDayNumber
      }
    return self[row] == time ? row : nil
  }

  /// The row that a time is nearest to, where there are so many seconds between them.
  func nearestRow(to time: CivilTime) -> Int? {
    guard case .seconds(let seconds) = frequency else { return row(of: time) }
    return CivilTime.floorDivide(time.seconds - start.seconds + seconds / 2, seconds)
  }
}
