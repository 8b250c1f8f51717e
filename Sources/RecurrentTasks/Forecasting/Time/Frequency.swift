/// How far apart the rows of a series are.
public enum Frequency: Hashable, Sendable {
  /// At least 1.
  case seconds(Int)
  /// Calendar months, at least 1: rows are on the same day of the month, or all on its last.
  case months(Int)
  /// From Monday to Friday; holidays are gaps.
  case businessDays

  /// A row an hour.
  public static let hourly = Frequency.seconds(3600)
  /// A row a day.
  public static let daily = Frequency.seconds(86_400)
  /// A row a month.
  public static let monthly = Frequency.months(1)

  /// From `15m`, `1h`, `hour`, `day`, `1w`, `month`, `3 months`, `quarter`, `year`, `business`; nil: none of these.
  public init?(_ text: String) {
    let text = text.lowercased()
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    guard let count = digits.isEmpty ? 1 : Int(digits), (1...1_000_000).contains(count) else { return nil }
    switch unit {
    case "s", "second", "seconds": self = .seconds(count)
    case "m", "min", "minute", "minutes": self = .seconds(60 * count)
    case "h", "hour", "hours", "hourly": self = .seconds(3600 * count)
    case "d", "day", "days", "daily": self = .seconds(86_400 * count)
    case "w", "week", "weeks", "weekly": self = .seconds(7 * 86_400 * count)
    case "month", "months", "monthly": self = .months(count)
    case "q", "quarter", "quarters", "quarterly": self = .months(3 * count)
    case "y", "year", "years", "yearly": self = .months(12 * count)
    case "business", "business day", "business days":
      guard digits.isEmpty else { return nil }
      self = .businessDays
    default: return nil
    }
  }

  /// Whether rows are on days, whatever the clock shows.
  var isOfDays: Bool {
    if case .seconds(let seconds) = self { seconds >= 86_400 && seconds % 86_400 == 0 } else { true }
  }

  /// The seconds of the shortest step.
  var leastSeconds: Int {
    switch self {
    case .seconds(let seconds): seconds
    case .months(let months): months * 28 * 86_400
    case .businessDays: 86_400
    }
  }

  /// How errors call it.
  var inWords: String {
    switch self {
    case .businessDays: "a business day"
    case .months(1): "a month"
    case .months(12): "a year"
    default: description
    }
  }

  /// The rows after which such a series mostly repeats itself: 24 for hours, 7 for days, 5 for business days, 12 for months; 1: unknown.
  public var usualSeason: Int {
    switch self {
    case .seconds(let seconds) where seconds < 86_400 && 86_400 % seconds == 0: 86_400 / seconds
    case .seconds(86_400): 7
    case .businessDays: 5
    case .seconds(7 * 86_400): 52
    case .months(let months) where 12 % months == 0: 12 / months
    default: 1
    }
  }
}

extension Frequency: CustomStringConvertible {
  /// `3600 s` reads as `1h`; the same text gives it again.
  public var description: String {
    switch self {
    case .businessDays: "business"
    case .months(let months): months % 12 == 0 ? "\(months / 12)y" : "\(months) months"
    case .seconds(let seconds):
      [(7 * 86_400, "w"), (86_400, "d"), (3600, "h"), (60, "m")]
        .first { seconds % $0.0 == 0 }.map { "\(seconds / $0.0)\($0.1)" } ?? "\(seconds)s"
    }
  }
}

extension Frequency: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let frequency = Frequency(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no frequency")
    }
    self = frequency
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
