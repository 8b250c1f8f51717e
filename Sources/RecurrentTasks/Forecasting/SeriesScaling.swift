/// Takes columns to mean 0 and standard deviation 1, and back.
public struct SeriesScaling: Codable, Equatable, Sendable {
  /// Of each column.
  public let means: [Double]
  /// Of each column; 1 where it does not vary.
  public let deviations: [Double]

  /// Fitted to rows of a series: those to learn from, so that nothing of the future is known. They are read once, some at
  /// a time.
  ///
  /// - Throws: ``ForecastError/tooShort(path:part:rows:needed:)`` where the series has not so many rows.
  public init(_ series: Series, rows: Range<Int>) throws(ForecastError) {
    try series.require(rows, "to scale by")
    var moments = [RunningMoments](repeating: RunningMoments(), count: series.columns.count)
    let size = 1 << 14
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
      series.withRows(start..<min(start + size, rows.upperBound)) { values in
        for place in values.indices { moments[place % moments.count].add(values[place]) }
      }
    }
    means = moments.map(\.mean)
    deviations = moments.map { $0.deviation > 0 ? $0.deviation : 1 }
  }

  /// That of one column.
  struct Column {
    let mean: Double
    let deviation: Double

    func scaled(_ value: Double) -> Double { (value - mean) / deviation }
    func unscaled(_ value: Double) -> Double { value * deviation + mean }
  }

  subscript(column: Int) -> Column { Column(mean: means[column], deviation: deviations[column]) }

  /// Checks what a file may contradict.
  func validate(columnCount: Int) throws(ConfigurationError) {
    try require(means.count == columnCount, "scaling.means", means.count, "one for each of \(columnCount) columns")
    try require(
      deviations.count == columnCount, "scaling.deviations", deviations.count, "one for each of \(columnCount) columns")
    for deviation in deviations { try require(deviation > 0, "scaling.deviations", deviation, "above 0") }
  }
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
