/// How a date is written, as a pattern: small letters are its parts, all else stands for itself.
///
/// | | |
/// | --- | --- |
/// | `y` | the year, of four digits |
/// | `m`, `b` | the month, in digits or by its English name |
/// | `d` | the day |
/// | `q` | the quarter |
/// | `w`, `e` | the week and its day, as ISO 8601 counts them |
/// | `h`, `n`, `s` | hour, minute and second |
///
/// Parts without a sign between them have all their digits.
struct DatePattern: Hashable, Sendable {
  enum Part: Character, Sendable {
    case year = "y"
    case month = "m"
    case monthName = "b"
    case day = "d"
    case quarter = "q"
    case week = "w"
    case weekday = "e"
    case hour = "h"
    case minute = "n"
    case second = "s"
  }

  enum Token: Hashable, Sendable {
    case part(Part)
    /// UTF-8, letters small.
    case sign([UInt8])
  }

  /// What a date tells of a time at the finest.
  enum Unit: Comparable, Sendable { case year, quarter, month, week, day, hour, minute, second }

  let text: String
  let tokens: [Token]
  /// Digits alone.
  let isCompact: Bool
  /// Whether parts follow each other without a sign between them, be it that one stands before the hour.
  let hasRuns: Bool
  let finest: Unit

  init(_ text: String) {
    self.text = text
    tokens = text.map { sign in
      Part(rawValue: sign).map { .part($0) } ?? .sign(Array(sign.lowercased().utf8))
    }
    let parts = text.compactMap(Part.init(rawValue:))
    isCompact = parts.count == tokens.count
    hasRuns = zip(text, text.dropFirst()).contains { Part(rawValue: $0) != nil && Part(rawValue: $1) != nil }
    let units: [(Part, Unit)] = [
      (.second, .second), (.minute, .minute), (.hour, .hour), (.day, .day), (.weekday, .day), (.week, .week),
      (.month, .month), (.monthName, .month), (.quarter, .quarter),
    ]
    finest = units.first { parts.contains($0.0) }?.1 ?? .year
  }

  /// All that are read. Where several read a column alike the first counts.
  static let all =
    ["y-m-d", "y/m/d", "y.m.d", "y. m. d.", "y. m. d", "y년 m월 d일", "y년m월d일"].map(Self.init)
    + ["d.m.y", "d-b-y", "d b y", "b d, y"].map(Self.init)
    + dayFirst + monthFirst
    + ["y-m", "y/m", "y.m", "y년 m월", "yMm", "m/y", "b y"].map(Self.init)
    + ["y-Qq", "yQq", "y Qq", "Qq y", "y-Ww", "yWw", "y-Ww-e"].map(Self.init)
    + ["y", "ym", "ymd", "ymdh", "ymdhn", "ymdhns"].map(Self.init)
    + ["ymdThns", "ymdThn", "ymdTh"].map(Self.init)

  /// Those of which a date alone does not say that they do not begin with the month.
  static let dayFirst = ["d/m/y", "d-m-y"].map(Self.init)
  /// The same with the month first.
  static let monthFirst = ["m/d/y", "m-d-y"].map(Self.init)

  /// nil: it is no matter.
  var order: SeriesLayout.DateOrder? {
    Self.dayFirst.contains(self) ? .dayFirst : Self.monthFirst.contains(self) ? .monthFirst : nil
  }

  /// Whether it is all that there is to say of a day.
  func tells(dayOf time: CivilTime) -> Bool {
    switch finest {
    case .year: time.month == 1 && time.day == 1
    case .quarter: time.month % 3 == 1 && time.day == 1
    case .month: time.day == 1
    case .week: time.weekday == 0
    default: true
    }
  }

  /// The English names of months. Three letters stand for each.
  static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}

extension DatePattern: Codable {
  init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
