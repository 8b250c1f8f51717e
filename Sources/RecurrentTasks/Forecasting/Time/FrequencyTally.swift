/// Finds how far apart most rows are, from times that come in order.
struct FrequencyTally {
  private var secondCounts: [Int: Int] = [:]
  private var monthCounts: [Int: Int] = [:]
  private var first: CivilTime?
  /// All times so far are on one day of the month, on the last of it, at one time of the day.
  private var (isOnOneDay, endsMonths, isAtOneTime) = (true, true, true)

  /// - Parameter previous: the time of the row before; nil: a series begins.
  mutating func add(_ time: CivilTime, after previous: CivilTime?) {
    let first = first ?? time
    self.first = first
    isOnOneDay = isOnOneDay && time.day == first.day
    endsMonths = endsMonths && time.isLastDayOfMonth
    isAtOneTime = isAtOneTime && time.secondOfDay == first.secondOfDay
    guard let previous else { return }
    secondCounts[time.seconds - previous.seconds, default: 0] += 1
    monthCounts[time.monthNumber - previous.monthNumber, default: 0] += 1
  }

  /// Whether rows that are months apart are on the last day of theirs. A series that is only on days 28 to 30 is not.
  var areMonthEnds: Bool { endsMonths && !isOnOneDay }

  /// nil: there were no two times.
  var frequency: Frequency? {
    guard let seconds = Self.mostCommon(secondCounts) else { return nil }
    let isMonthly = seconds >= 28 * 86_400 && isAtOneTime && (isOnOneDay || endsMonths)
    return isMonthly ? Self.mostCommon(monthCounts).map { .months($0) } : .seconds(seconds)
  }

  /// Of those that are equally common the smallest, so that the others can be gaps.
  private static func mostCommon(_ counts: [Int: Int]) -> Int? {
    counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
  }
}
