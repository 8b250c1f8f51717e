/// Takes columns to mean 0 and standard deviation 1, and back.
public struct SeriesScaling: Codable, Equatable, Sendable {
  /// Of each column.
  public let means: [Float]
  /// Of each column; 1 where it does not vary.
  public let deviations: [Float]

  /// Fitted to rows of a series: those to learn from, so that nothing of the future is known.
  public init(_ series: Series, rows: Range<Int>) {
    let fits = series.columns.indices.map { index in
      let values = series.column(index)[rows].map { Double($0) }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      return (mean: Float(mean), deviation: variance > 0 ? Float(variance.squareRoot()) : 1)
    }
    (means, deviations) = (fits.map(\.mean), fits.map(\.deviation))
  }

  func scaled(_ value: Float, column: Int) -> Float { (value - means[column]) / deviations[column] }

  func unscaled(_ value: Float, column: Int) -> Float { value * deviations[column] + means[column] }

  /// All values of a series.
  func scaled(_ series: Series) -> [Float] {
    let width = series.columns.count
    return series.values.enumerated().map { scaled($1, column: $0 % width) }
  }

  /// Checks what a file may contradict.
  func validate(columnCount: Int) throws(ConfigurationError) {
    try require(means.count == columnCount, "scaling.means", means.count, "one for each of \(columnCount) columns")
    try require(
      deviations.count == columnCount, "scaling.deviations", deviations.count, "one for each of \(columnCount) columns")
    for deviation in deviations { try require(deviation > 0, "scaling.deviations", deviation, "above 0") }
  }
}
