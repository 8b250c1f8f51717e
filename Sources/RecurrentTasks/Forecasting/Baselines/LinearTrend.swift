/// The line through a history with the least squared errors, gaps left out.
struct LinearTrend {
  let intercept: Double
  let slope: Double

  /// - Returns: nil where all are gaps.
  init?(of history: [Double]) {
    let known = history.enumerated().filter { !$0.element.isNaN }
    guard !known.isEmpty else { return nil }
    let count = Double(known.count)
    let (time, value) = (
      known.reduce(0) { $0 + Double($1.offset) } / count, known.reduce(0) { $0 + $1.element } / count
    )
    let squares = known.reduce(0) { $0 + (Double($1.offset) - time) * (Double($1.offset) - time) }
    let products = known.reduce(0) { $0 + (Double($1.offset) - time) * ($1.element - value) }
    slope = squares > 0 ? products / squares : 0
    intercept = value - slope * time
  }

  subscript(time: Int) -> Double { intercept + slope * Double(time) }
}
