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
    // The sum need not have a single minimum: the best of a grid, then the golden section around it.
    let grid = (1...20).map { Double($0) / 20 }
    let best = grid.min { Self.run(known, $0).squares < Self.run(known, $1).squares }!
    var (low, high) = (max(1e-4, best - 0.05), min(1, best + 0.05))
    let ratio = (5.0.squareRoot() - 1) / 2
    for _ in 0..<30 {
      let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
      if Self.run(known, left).squares < Self.run(known, right).squares { high = right } else { low = left }
    }
    smoothing = (low + high) / 2
    level = Self.run(known, smoothing).level
  }

  /// The last level, and the sum of squared errors of one step. The first level is the mean of the first values.
  private static func run(_ values: [Double], _ smoothing: Double) -> (level: Double, squares: Double) {
    let first = values.prefix(10)
    var level = first.reduce(0, +) / Double(first.count)
    var squares = 0.0
    for value in values {
      let error = value - level
      squares += error * error
      level += smoothing * error
    }
    return (level, squares)
  }
}
