import RecurrentModels

extension ONNXBuilder {
  /// What the calendar says of times, [batch, steps, features].
  ///
  /// - Parameter times: seconds, as `CivilTime` has them, [batch, steps].
  mutating func features(of calendar: CalendarFeatures, _ times: Value) -> Value {
    var time = CivilTimeGraph(times, in: &self)
    func wide(_ value: Value) -> Value { node("Unsqueeze", [value, integers([2])]) }
    var features: [Value] = []
    for cycle in calendar.cycles {
      let angle = node("Mul", [time.fraction(of: cycle, in: &self), scalar(2 * .pi)])
      features += [wide(node("Sin", [angle])), wide(node("Cos", [angle]))]
    }
    if let holidays = calendar.holidays {
      // A day that is never: something is compared where there are none.
      let days = holidays.isEmpty ? [Int(Int32.min)] : holidays.sorted()
      let isHoliday = node("Equal", [wide(time.days), integers(days, name: "holidays")])
      let one = node("Cast", [isHoliday], [Self.attribute("to", 1)])
      features.append(node("ReduceMax", [one], [Self.attribute("axes", [2])]))
    }
    return node("Concat", features, name: "calendar", [Self.attribute("axis", 2)])
  }
}

/// Parts of times in a graph, whole numbers of [batch, steps].
private struct CivilTimeGraph {
  typealias Value = ONNXBuilder.Value

  /// Since 1970.
  let days: Value
  private let secondOfDay: Value
  private var date: Date?

  init(_ times: Value, in builder: inout ONNXBuilder) {
    let second = builder.node("Mod", [times, builder.integers([86_400])])
    days = builder.node("Div", [builder.node("Sub", [times, second]), builder.integers([86_400])])
    secondOfDay = second
  }

  /// The place in a cycle, from 0 to 1.
  mutating func fraction(of cycle: CalendarFeatures.Cycle, in builder: inout ONNXBuilder) -> Value {
    let second = secondOfDay
    func number(_ value: Value) -> Value { builder.node("Cast", [value], [ONNXBuilder.attribute("to", 1)]) }
    func share(_ value: Value, of whole: Float) -> Value { builder.node("Div", [value, builder.scalar(whole)]) }
    func withTime(_ days: Value) -> Value {
      builder.node("Add", [number(days), share(number(second), of: 86_400)])
    }
    switch cycle {
    case .hourOfDay: return share(number(second), of: 86_400)
    case .dayOfWeek:
      let shifted = builder.node("Add", [days, builder.integers([3])])
      return share(withTime(builder.node("Mod", [shifted, builder.integers([7])])), of: 7)
    case .dayOfMonth: return share(number(foundDate(in: &builder).dayOfMonth), of: 31)
    case .dayOfYear: return share(withTime(foundDate(in: &builder).dayOfYear), of: 366)
    case .monthOfYear: return share(number(foundDate(in: &builder).month), of: 12)
    }
  }

  /// Each counted from 0.
  private struct Date {
    let dayOfMonth: Value
    let dayOfYear: Value
    let month: Value
  }

  private mutating func foundDate(in builder: inout ONNXBuilder) -> Date {
    let found = date ?? makeDate(in: &builder)
    date = found
    return found
  }

  /// Years begin in March here, so that the day that not all have is their last (Hinnant 2013, chrono-compatible low-level
  /// date algorithms: civil_from_days).
  private func makeDate(in builder: inout ONNXBuilder) -> Date {
    func compute(_ type: String, _ a: Value, _ b: Int) -> Value { builder.node(type, [a, builder.integers([b])]) }
    func sum(_ a: Value, _ b: Value) -> Value { builder.node("Add", [a, b]) }
    func difference(_ a: Value, _ b: Value) -> Value { builder.node("Sub", [a, b]) }
    // Of 400 years.
    let day = compute("Mod", compute("Add", days, 719_468), 146_097)
    let leaps = difference(
      sum(compute("Div", day, 36_524), difference(day, compute("Div", day, 1460))), compute("Div", day, 146_096))
    let year = compute("Div", leaps, 365)
    let centuries = compute("Div", year, 100)
    let yearDays = sum(compute("Mul", year, 365), difference(compute("Div", year, 4), centuries))
    let dayOfYear = difference(day, yearDays)
    let month = compute("Div", compute("Add", compute("Mul", dayOfYear, 5), 2), 153)
    let before = compute("Div", compute("Add", compute("Mul", month, 153), 2), 5)
    let isAfter = compute("Less", month, 10)
    // 1 where the year has a 29th of February: every fourth, but of the hundredths the first alone.
    func isMultiple(_ of: Int) -> Value {
      builder.node("Cast", [compute("Equal", compute("Mod", year, of), 0)], [ONNXBuilder.attribute("to", 7)])
    }
    let isLeap = sum(difference(isMultiple(4), isMultiple(100)), isMultiple(400))
    return Date(
      dayOfMonth: difference(dayOfYear, before),
      dayOfYear: builder.node(
        "Where", [isAfter, sum(compute("Add", dayOfYear, 59), isLeap), compute("Sub", dayOfYear, 306)]),
      month: builder.node("Where", [isAfter, compute("Add", month, 2), compute("Sub", month, 10)]))
  }
}
