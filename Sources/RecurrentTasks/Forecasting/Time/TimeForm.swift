/// What the times of a column are written as, all of them.
enum TimeForm: Hashable, Codable, Sendable {
  case date(DatePattern)
  /// A number that counts from the beginning of 1970, so many to a second.
  case count(ticks: Int)

  static let all =
    DatePattern.all.map { TimeForm.date($0) } + [1, 1000, 1_000_000, 1_000_000_000].map { .count(ticks: $0) }

  /// What order of day and month it has; nil: it is no matter.
  var order: SeriesLayout.DateOrder? { if case .date(let pattern) = self { pattern.order } else { nil } }

  /// Whether nothing but their order tells its times from numbers.
  var isNumber: Bool { if case .date(let pattern) = self { pattern.isCompact } else { true } }

  /// How errors call it.
  var inWords: String {
    switch self {
    case .count: "a count from 1970"
    case .date(let pattern):
      switch pattern.order {
      case .dayFirst?: "day, month, year"
      case .monthFirst?: "month, day, year"
      case nil: TimeStyle(form: self).text(CivilTime(year: 2024, month: 1, day: 1)!)
      }
    }
  }

  /// Forms that are read, for one who has another.
  static let examples = "2024-02-29, 29.02.2024, 29 Feb 2024, 2024-02, 2024-Q1, 2024-W09, or seconds since 1970"
}

/// Finds the form of a column by its fields.
struct TimeFormVote {
  private var candidates: [(form: TimeForm, count: Int)]
  private var isBegun = false
  /// How many fields there were.
  private(set) var fieldCount = 0

  /// - Parameter order: of day and month; nil: the fields say.
  init(order: SeriesLayout.DateOrder?) {
    candidates = TimeForm.all.filter { order == nil || $0.order == nil || $0.order == order }.map { ($0, 0) }
  }

  /// The first field that is a time leaves those forms that read it.
  mutating func take(_ field: String) {
    fieldCount += 1
    let counted = candidates.map { form, count in
      (form, count + ((try? TimeText.moment(field, as: form)) == nil ? 0 : 1))
    }
    if isBegun {
      candidates = counted
    } else if counted.contains(where: { $0.1 > 0 }) {
      (candidates, isBegun) = (counted.filter { $0.1 > 0 }, true)
    }
  }

  /// How many fields the best form reads.
  var count: Int { candidates.map(\.count).max() ?? 0 }

  /// The one that reads most; nil: none reads any.
  var form: TimeForm? { isBegun ? candidates.first { $0.count == count }?.form : nil }

  /// Whether the day or the month may come first.
  var isOpen: Bool { isBegun && Set(candidates.filter { $0.count == count }.compactMap(\.form.order)).count > 1 }
}
