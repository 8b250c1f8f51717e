/// Simple exponential smoothing: the level follows each value by a part of the difference (Brown 1956). Gaps leave the
/// level as it is.
struct ExponentialSmoothing {
  /// After the last value.
  let level: Double
  /// The part of a difference that the level follows, which makes the squared errors of one step least.
  let smoothing: Double

  /// - Returns: nil where all are gaps.
  init?(of history: [Double]) {
    let known = history.filter { !$0.isNaN }
    guard !known.isEmpty else { return nil }
    func best(of grid: [Double]) -> Double {
      let sums = grid.map { Self.run(known, $0).squares }
      return grid[sums.indices.min { sums[$0] < sums[$1] }!]
    }
    // The sum need not have a single minimum: the best of a grid, and of a finer one around it; then where its slope is 0.
    let coarse = best(of: (1...20).map { Double($0) / 20 })
    let (least, most) = (max(1e-4, coarse - 0.05), min(1, coarse + 0.05))
    let step = (most - least) / 32
    let fine = best(of: (0...32).map { least + Double($0) * step })
    var (low, high) = (max(least, fine - 2 * step), min(most, fine + 2 * step))
    for _ in 0..<30 {
      let middle = (low + high) / 2
      if Self.run(known, middle).slope < 0 { low = middle } else { high = middle }
    }
    smoothing = (low + high) / 2
    level = Self.run(known, smoothing).level
  }

  /// The last level, the sum of squared errors of one step, and half of its slope by the smoothing. The first level is the
  /// mean of the first values.
  private static func run(_ values: [Double], _ smoothing: Double) -> (level: Double, squares: Double, slope: Double) {
    let first = values.prefix(10)
    var (level, levelSlope) = (first.reduce(0, +) / Double(first.count), 0.0)
    var (squares, slope) = (0.0, 0.0)
    for value in values {
      let error = value - level
      squares += error * error
      slope -= error * levelSlope
      level += smoothing * error
      levelSlope += error - smoothing * levelSlope
    }
    return (level, squares, slope)
  }
}
