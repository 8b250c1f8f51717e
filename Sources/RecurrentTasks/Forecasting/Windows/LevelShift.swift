import RecurrentFoundation

/// What a jump of a level is.
enum LevelShift {
  /// There may be one after another.
  static let mostInWindow = 4
  /// Of usual deviations.
  static let leastHeight = 6.0
  /// Around the means before and after it, of what is usual.
  static let mostVariance = 4.0
}

extension [Double] {
  /// The values of a window that jumps as none before it did, as if they had had the level after the jump all along: what
  /// was learned of the series holds around its new level.
  ///
  /// A jump is six times the deviation that is usual, and around the means before and after it the values differ no more
  /// than twice as much as is usual. Gaps stay.
  func withoutShifts(_ unit: WindowUnit) -> [Double] {
    guard let usual = unit.usualSpread, usual > 0 else { return self }
    let known = indices.filter { !self[$0].isNaN }
    let takesLogarithms = unit.isLogarithmic && known.allSatisfy { self[$0] > 0 }
    var numbers = known.map { takesLogarithms ? log(self[$0]) : self[$0] }
    guard numbers.count >= 4 else { return self }
    var isShifted = false
    for _ in 0..<LevelShift.mostInWindow {
      guard let jump = Jump(in: numbers, usual: usual) else { break }
      for place in 0..<jump.place { numbers[place] += jump.height }
      isShifted = true
    }
    guard isShifted else { return self }
    var values = self
    for (place, number) in zip(known, numbers) { values[place] = takesLogarithms ? exp(number) : number }
    return values
  }
}

/// Where the mean of numbers changes most.
private struct Jump {
  /// The first number after it.
  let place: Int
  let height: Double

  /// - Returns: nil where the largest is none.
  init?(in numbers: [Double], usual: Double) {
    let count = Double(numbers.count)
    let mean = numbers.reduce(0, +) / count
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    // Two means with n and m numbers explain n m (difference)² / (n + m)² of the variance.
    var (sum, best, found) = (0.0, 0.0, (place: 0, height: 0.0))
    for place in 1..<numbers.count {
      sum += numbers[place - 1] - mean
      let (before, after) = (Double(place), count - Double(place))
      let height = -sum / after - sum / before
      let explained = before * after * height * height / (count * count)
      if explained > best { (best, found) = (explained, (place, height)) }
    }
    guard abs(found.height) > LevelShift.leastHeight * usual, variance - best < LevelShift.mostVariance * usual * usual
    else { return nil }
    (place, height) = found
  }
}
