import RecurrentFoundation

/// By how much bands are wider after windows that have few values: networks learn them from whole ones.
public struct BandWidening: Codable, Equatable, Sendable {
  /// What was measured of windows alike.
  public struct Knot: Codable, Equatable, Sendable {
    /// How many rows.
    public let rows: Int
    /// What the distances of quantiles from the median are multiplied by.
    public let factors: SeriesScaling.Calibration
  }

  /// Of windows of so many values and none before them, ascending, up to whole ones.
  public let short: [Knot]
  /// Of windows of which so many of the last rows have no value, ascending, from whole ones.
  public let stale: [Knot]

  /// Two values that are near each other by chance want any width, so that all is guessed beyond this.
  static let most = 20.0

  /// - Parameters:
  ///   - short: what whole windows want, and windows of fewer and fewer values.
  ///   - stale: what whole windows want, and windows of which more and more of the last rows are missing.
  init(short: [Knot], stale: [Knot]) {
    var least = SeriesScaling.Calibration.none
    // Fewer values never tell more. An outage of a whole season may cost less than one of half of it.
    self.short = Self.relative(short).map { knot in
      least = SeriesScaling.Calibration(
        lower: max(least.lower, knot.factors.lower), upper: max(least.upper, knot.factors.upper))
      return Knot(rows: knot.rows, factors: least)
    }.reversed()
    self.stale = Self.relative(stale)
  }

  /// In what the first wants, and not less.
  private static func relative(_ knots: [Knot]) -> [Knot] {
    guard let whole = knots.first?.factors, whole.lower > 0, whole.upper > 0 else { return [] }
    func factor(_ wanted: Double, _ whole: Double) -> Double { min(max(wanted / whole, 1), most) }
    return knots.map { knot in
      Knot(
        rows: knot.rows,
        factors: .init(lower: factor(knot.factors.lower, whole.lower), upper: factor(knot.factors.upper, whole.upper)))
    }
  }

  /// What bands after a window are multiplied by; NaN is a gap.
  func factors(after window: some BidirectionalCollection<Double>) -> SeriesScaling.Calibration {
    let (values, missing) = Self.counts(of: window)
    let (few, late) = (Self.factors(of: short, values), Self.factors(of: stale, missing))
    // What was measured after an outage had all the values that its window has room for.
    let full = Self.factors(of: short, (short.last?.rows ?? 0) - missing)
    func factor(_ side: KeyPath<SeriesScaling.Calibration, Double>) -> Double {
      min(max(few[keyPath: side] / full[keyPath: side], 1) * late[keyPath: side], Self.most)
    }
    return SeriesScaling.Calibration(lower: factor(\.lower), upper: factor(\.upper))
  }

  /// Whether bands after a window are as wide as it was measured that they must be.
  func isEnough(after window: some BidirectionalCollection<Double>) -> Bool {
    let factors = factors(after: window)
    return max(factors.lower, factors.upper) < Self.most
  }

  /// How many values there are, and how many of the last rows have none.
  static func counts(of window: some BidirectionalCollection<Double>) -> (values: Int, missing: Int) {
    (window.reduce(0) { $0 + ($1.isNaN ? 0 : 1) }, window.reversed().prefix { $0.isNaN }.count)
  }

  /// Between two knots on a line over the logarithm of rows, beyond all as the nearest.
  private static func factors(of knots: [Knot], _ rows: Int) -> SeriesScaling.Calibration {
    guard let above = knots.first(where: { $0.rows >= rows }) ?? knots.last else { return .none }
    guard let below = knots.last(where: { $0.rows <= rows }), below.rows < above.rows else { return above.factors }
    let share = log(Double(1 + rows) / Double(1 + below.rows)) / log(Double(1 + above.rows) / Double(1 + below.rows))
    func between(_ factor: KeyPath<SeriesScaling.Calibration, Double>) -> Double {
      below.factors[keyPath: factor] + share * (above.factors[keyPath: factor] - below.factors[keyPath: factor])
    }
    return SeriesScaling.Calibration(lower: between(\.lower), upper: between(\.upper))
  }

  func validate() throws(ConfigurationError) {
    for (knots, name) in [(short, "scaling.widening.short"), (stale, "scaling.widening.stale")] {
      let rows = knots.map(\.rows)
      let isAscending = rows == Set(rows).sorted() && rows.allSatisfy((0...1_000_000).contains)
      try require(isAscending, name, rows, "ascending, 0 to 1000000")
      for factor in knots.flatMap({ [$0.factors.lower, $0.factors.upper] }) {
        try require((1...Self.most).contains(factor), name, factor, "1 to \(Self.most)")
      }
    }
  }
}
