/// Finds how far apart most rows are, from times that rise or fall.
struct FrequencyTally {
  private var secondCounts: [Int: Int] = [:]
  private var monthCounts: [Int: Int] = [:]
  private var (first, last): (CivilTime?, CivilTime?)
  /// The days of the month of rows that are not on its last, and the longest month of those that are.
  private var (days, longestEnd) = (Set<Int>(), 0)
  private var isAtOneTime = true
  private var hasWeekends = false

  /// - Parameter previous: the time of the row before; nil: a series begins.
  mutating func add(_ time: CivilTime, after previous: CivilTime?) {
    isAtOneTime = isAtOneTime && time.secondOfDay == (first ?? time).secondOfDay
    (first, last) = (min(first ?? time, time), max(last ?? time, time))
    hasWeekends = hasWeekends || time.weekday >= 5
    if time.isLastDayOfMonth { longestEnd = max(longestEnd, time.day) } else { days.insert(time.day) }
    guard let previous else { return }
    secondCounts[abs(time.seconds - previous.seconds), default: 0] += 1
    monthCounts[abs(time.monthNumber - previous.monthNumber), default: 0] += 1
  }

  /// The day of the month that all rows are on, or the last of shorter months: 31 where all are on the last; nil: there is
  /// none.
  var monthDay: Int? {
    guard isAtOneTime else { return nil }
    guard let day = days.first else { return 31 }
    return days.count == 1 && longestEnd <= day ? day : nil
  }

  /// nil: there were no two times.
  var frequency: Frequency? {
    guard let seconds = Self.mostCommon(secondCounts), let months = Self.mostCommon(monthCounts) else { return nil }
    if monthDay != nil ? seconds >= 28 * 86_400 : hasARowAMonth(every: months) { return .months(months) }
    return seconds == 86_400 && skipsWeekends ? .businessDays : .seconds(seconds)
  }

  /// What rows are apart that are plainly not as far apart as is said: closer than half of it, or evenly and at least twice
  /// as far. nil: they may be, some being missing or a clock uneven.
  func frequency(otherThan given: Frequency) -> Frequency? {
    guard let frequency, frequency != given, let least = secondCounts.keys.min() else { return nil }
    let count = secondCounts.values.reduce(0, +)
    var (median, below) = (least, 0)
    for (distance, times) in secondCounts.sorted(by: { $0.key < $1.key }) where below * 2 < count {
      (median, below) = (distance, below + times)
    }
    let isCloser = median * 2 <= given.leastSeconds
    let isFurther = count >= 4 && least >= 2 * given.leastSeconds && median * 2 <= least * 3
    return isCloser || isFurther ? frequency : nil
  }

  /// Whether days of the month vary while months do not: no month has two rows, and seconds are no steps.
  private func hasARowAMonth(every months: Int) -> Bool {
    let least = secondCounts.keys.min()!
    return monthCounts[0] == nil && !secondCounts.keys.allSatisfy { $0 % least == 0 }
      && monthCounts[months]! * 2 > monthCounts.values.reduce(0, +)
  }

  /// There are none in two weeks or more.
  private var skipsWeekends: Bool {
    isAtOneTime && !hasWeekends && last!.dayNumber - first!.dayNumber >= 13
  }

  /// Of those that are equally common the smallest, so that the others can be gaps.
  private static func mostCommon(_ counts: [Int: Int]) -> Int? {
    counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
  }
}
