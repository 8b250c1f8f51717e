import RecurrentFoundation

/// What is known of the columns of the series learned from: where they lie, and what of it a network is told.
public struct SeriesScaling: Codable, Equatable, Sendable {
  /// Of each column.
  public let means: [Double]
  /// Of each column; 1 where it does not vary.
  public let deviations: [Double]
  /// Whether nearly all series have nothing but values above 0 in a column: then a target is read by its logarithm.
  public let logarithmic: [Bool]
  /// Of each column of a single series, in logarithms where it is read by them, the deviation: what is usual for a
  /// window. nil: there are several series, and each window stands by itself.
  public let usualSpreads: [Double]?
  /// Whether a column reaches 0 and never falls below it: then nothing that is said of it does. nil: none is known to.
  public internal(set) var nonnegative: [Bool]?
  /// What the quantiles' distances from the median are multiplied by, so that of a validation part as much lies outside
  /// the band of 90 of a hundred values as is to (split conformal prediction: Romano et al. 2019). nil: they are as the
  /// networks say them.
  public internal(set) var calibration: Calibration?

  /// What the same distances are multiplied by besides after windows of few values. nil: nothing.
  public internal(set) var widening: BandWidening?

  /// How far from the last value to what the networks say a forecast goes, 0 to 1: as the validation part wants it. nil:
  /// all the way.
  public internal(set) var trust: Double?

  /// What a forecast goes on from where it does not go all the way to what the networks say: as rolling origins in the rows
  /// learned from want it. nil: the last value, and the bands are the networks'.
  public internal(set) var footing: ForecastFooting?

  /// What the distances of quantiles from the median are multiplied by.
  public struct Calibration: Codable, Equatable, Sendable {
    /// Of the quantiles below the median.
    public let lower: Double
    /// Of those above.
    public let upper: Double

    /// They stay as they are.
    static let none = Calibration(lower: 1, upper: 1)
  }

  /// Fitted to rows of series: those to learn from, so that nothing of the future is known. They are read once, some at a
  /// time; gaps are left out.
  ///
  /// - Throws: ``ForecastError/tooShort(path:part:rows:needed:)`` where a series has not so many rows.
  public init(_ parts: [(series: Series, rows: Range<Int>)]) throws(ForecastError) {
    let count = parts.first?.series.columns.count ?? 0
    var moments = [RunningMoments](repeating: RunningMoments(), count: count)
    var logarithms = moments
    var positives = [Int](repeating: 0, count: count)
    var floors = [Floor](repeating: Floor(), count: count)
    for (series, rows) in parts {
      try series.require(rows, "to scale by")
      var isPositive = [Bool](repeating: true, count: count)
      var (least, most) = ([Double](repeating: .infinity, count: count), [Double](repeating: -.infinity, count: count))
      let size = 1 << 14
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
        series.withRows(start..<min(start + size, rows.upperBound)) { values in
          for (place, value) in values.enumerated() where !value.isNaN {
            moments[place % count].add(value)
            floors[place % count].add(value)
            (least[place % count], most[place % count]) = (
              min(least[place % count], value), max(most[place % count], value)
            )
            isPositive[place % count] = isPositive[place % count] && value > 0
            if isPositive[place % count] { logarithms[place % count].add(log(value)) }
          }
        }
      }
      // Logarithms of what differs by less than a millionth of its level have lost too many digits, and are linear.
      for column in 0..<count where isPositive[column] {
        let height = most[column] - least[column]
        if height <= 0 || height > 1e-6 * most[column] { positives[column] += 1 }
      }
    }
    means = moments.map(\.mean)
    deviations = moments.map { $0.deviation > 0 ? $0.deviation : 1 }
    logarithmic = positives.map { 20 * $0 >= 19 * parts.count }
    nonnegative = floors.contains(where: \.isReached) ? floors.map(\.isReached) : nil
    usualSpreads =
      parts.count == 1
      ? (0..<count).map { [logarithmic] in (logarithmic[$0] ? logarithms : moments)[$0].deviation } : nil
  }

  /// Fitted to rows of one series. See ``init(_:)``.
  public init(_ series: Series, rows: Range<Int>) throws(ForecastError) { try self.init([(series, rows)]) }

  /// That of one column.
  struct Column {
    let mean: Double
    let deviation: Double

    func scaled(_ value: Double) -> Double { (value - mean) / deviation }
  }

  subscript(column: Int) -> Column { Column(mean: means[column], deviation: deviations[column]) }

  /// How a target's windows are read.
  func unit(of target: Int) -> WindowUnit {
    WindowUnit(
      isLogarithmic: logarithmic[target], usualSpread: usualSpreads?[target],
      isNonnegative: nonnegative?[target] ?? false)
  }

  /// The targets of which nothing below 0 is said.
  func nonnegativeTargets(of configuration: ForecasterConfiguration) -> [String] {
    zip(configuration.targets, nonnegative ?? []).filter(\.1).map(\.0)
  }

  /// Checks what a file may contradict.
  func validate(for configuration: ForecasterConfiguration) throws(ConfigurationError) {
    let count = configuration.allColumns.count
    let one = "one for each of \(count) columns"
    try require(means.count == count, "scaling.means", means.count, one)
    try require(deviations.count == count, "scaling.deviations", deviations.count, one)
    for deviation in deviations { try require(deviation > 0, "scaling.deviations", deviation, "above 0") }
    try require(logarithmic.count == count, "scaling.logarithmic", logarithmic.count, one)
    try require((usualSpreads ?? deviations).count == count, "scaling.usualSpreads", usualSpreads?.count ?? 0, one)
    for spread in usualSpreads ?? [] { try require(spread >= 0, "scaling.usualSpreads", spread, "at least 0") }
    try require((nonnegative ?? logarithmic).count == count, "scaling.nonnegative", nonnegative?.count ?? 0, one)
    try require((0...1).contains(trust ?? 1), "scaling.trust", trust ?? 1, "0 to 1")
    try footing?.validate(for: configuration)
    try widening?.validate()
    for factor in [calibration?.lower, calibration?.upper].compactMap(\.self) {
      try require(factor >= 0 && factor.isFinite, "scaling.calibration", factor, "at least 0")
    }
  }
}

/// Whether 0 is the least of numbers seen one by one, and no chance: one that is there once may be.
private struct Floor {
  private var (zeros, isBroken) = (0, false)

  mutating func add(_ value: Double) {
    if value == 0 { zeros += 1 }
    isBroken = isBroken || value < 0
  }

  var isReached: Bool { zeros >= 2 && !isBroken }
}

/// Mean and deviation of numbers seen one by one, without the difference of large sums (Welford 1962).
private struct RunningMoments {
  private var count = 0.0
  private(set) var mean = 0.0
  /// The sum of the squared differences from the mean.
  private var squares = 0.0

  mutating func add(_ value: Double) {
    count += 1
    let difference = value - mean
    mean += difference / count
    squares += difference * (value - mean)
  }

  var deviation: Double { (squares / max(1, count)).squareRoot() }
}
