/// What a season adds to a series, or multiplies it by, place by place: the mean of what differs from a centred moving
/// average of one season, as the classical decomposition has it (Macaulay 1931).
struct SeasonalProfile {
  /// One for each place of the season; the first is that of the history's first value.
  let indices: [Double]
  /// Factors, else terms. A history with values at or below zero has terms.
  let isMultiplicative: Bool

  /// - Returns: nil where the history shows no season: it is shorter than three, or its autocorrelation at the season is
  ///   within the 90% bound of one that has none.
  init?(of history: [Double], season: Int) {
    guard season > 1, history.count >= 3 * season, Self.isSeasonal(history, season) else { return nil }
    isMultiplicative = history.allSatisfy { $0.isNaN || $0 > 0 }
    let trend = Self.movingAverage(history, season)
    var (sums, counts) = ([Double](repeating: 0, count: season), [Double](repeating: 0, count: season))
    for (time, value) in history.enumerated() where !value.isNaN && !trend[time].isNaN {
      sums[time % season] += isMultiplicative ? value / trend[time] : value - trend[time]
      counts[time % season] += 1
    }
    guard counts.allSatisfy({ $0 > 0 }) else { return nil }
    let means = zip(sums, counts).map { $0 / $1 }
    let mean = means.reduce(0, +) / Double(season)
    indices = means.map { [isMultiplicative] in isMultiplicative ? $0 / mean : $0 - mean }
    guard indices.allSatisfy({ $0.isFinite && (!isMultiplicative || $0 > 0) }) else { return nil }
  }

  /// The history without its season.
  func removed(from history: [Double]) -> [Double] {
    history.enumerated().map { time, value in
      let index = indices[time % indices.count]
      return isMultiplicative ? value / index : value - index
    }
  }

  /// Values that begin at a time of the history, with its season.
  func added(to values: [Double], from time: Int) -> [Double] {
    values.enumerated().map { place, value in
      let index = indices[(time + place) % indices.count]
      return isMultiplicative ? value * index : value + index
    }
  }

  /// The test of the M4 competition: the autocorrelation r at the season is beyond 1.645 standard errors, by Bartlett's
  /// formula √((1 + 2 Σ r²) / n) over the lags before.
  private static func isSeasonal(_ history: [Double], _ season: Int) -> Bool {
    let known = history.filter { !$0.isNaN }
    guard !known.isEmpty else { return false }
    let mean = known.reduce(0, +) / Double(known.count)
    let centred = history.map { $0.isNaN ? 0 : $0 - mean }
    let variance = centred.reduce(0) { $0 + $1 * $1 }
    guard variance > 0 else { return false }
    let correlations = products(of: centred, season).map { $0 / variance }
    let squares = correlations.dropLast().reduce(0) { $0 + $1 * $1 }
    return abs(correlations[season - 1]) > 1.645 * ((1 + 2 * squares) / Double(known.count)).squareRoot()
  }

  /// The sum of the products of values so far apart, for each lag from 1 to the season. Gaps, which are 0, take no time.
  private static func products(of centred: [Double], _ season: Int) -> [Double] {
    var products = [Double](repeating: 0, count: season)
    products.withUnsafeMutableBufferPointer { products in
      centred.withUnsafeBufferPointer { centred in
        for time in centred.indices where centred[time] != 0 {
          for lag in 0..<min(season, time) { products[lag] += centred[time] * centred[time - lag - 1] }
        }
      }
    }
    return products
  }

  /// Over a season around each value, where all of it is there; an even one counts its two ends half.
  private static func movingAverage(_ history: [Double], _ season: Int) -> [Double] {
    let half = season / 2
    var averages = [Double](repeating: .nan, count: history.count)
    let known = history.indices.filter { !history[$0].isNaN }
    var places = 0..<0
    for centre in half..<(history.count - half) {
      let (first, last) = (centre - half, centre + half)
      var (start, end) = (places.lowerBound, places.upperBound)
      while start < known.count, known[start] < first { start += 1 }
      while end < known.count, known[end] <= last { end += 1 }
      places = start..<end
      var (sum, weights) = (0.0, 0.0)
      for time in known[places] {
        let weight = season % 2 == 0 && (time == first || time == last) ? 0.5 : 1
        sum += weight * history[time]
        weights += weight
      }
      // Half a season of values is enough, so that gaps do not leave the trend unknown.
      if weights * 2 >= Double(season) { averages[centre] = sum / weights }
    }
    return averages
  }
}
