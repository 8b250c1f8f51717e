extension [Double] {
  /// The values with their gaps (NaN) filled for what is linear in them: short ones on a line from value to value, longer
  /// ones by the season before or after; at the ends the nearest value.
  ///
  /// - Parameter season: 1: there is none.
  func fillingGaps(season: Int) -> [Double] {
    var filled = self
    filled.interpolateGaps(upTo: Swift.max(1, season / 8))
    if season > 1 {
      for place in filled.indices.dropFirst(season) where filled[place].isNaN { filled[place] = filled[place - season] }
      for place in filled.indices.dropLast(season).reversed() where filled[place].isNaN {
        filled[place] = filled[place + season]
      }
    }
    filled.interpolateGaps(upTo: count)
    return filled
  }

  private mutating func interpolateGaps(upTo longest: Int) {
    var last: Int?
    for place in indices where !self[place].isNaN {
      defer { last = place }
      guard let last else {
        if place <= longest { for gap in 0..<place { self[gap] = self[place] } }
        continue
      }
      guard place - last > 1, place - last - 1 <= longest else { continue }
      let step = (self[place] - self[last]) / Double(place - last)
      for gap in (last + 1)..<place { self[gap] = self[last] + Double(gap - last) * step }
    }
    guard let last, count - 1 - last <= longest else { return }
    for gap in (last + 1)..<count { self[gap] = self[last] }
  }
}
