import RecurrentFoundation

/// How the windows of a target are read.
struct WindowUnit: Sendable {
  /// Whether logarithms are taken of windows above 0.
  let isLogarithmic: Bool
  /// The deviation that is usual; nil: it is not known.
  let usualSpread: Double?
  /// Whether nothing that is said falls below 0.
  var isNonnegative = false

  /// How far a unit goes towards the usual one, of their logarithms: where bands hold most nearly what they say.
  static let share = 0.3

  /// One unit of a window of a deviation: somewhat towards the usual one, so that a quiet window is seen to be quiet.
  /// A window that is nothing like the usual is of another series, and stands by itself.
  func spread(of deviation: Double) -> Double {
    guard let usualSpread, usualSpread > 0, deviation > 0 else { return deviation }
    return deviation * min(max(pow(usualSpread / deviation, Self.share), 0.25), 4)
  }

  /// The units of a window in what is usual: a column that goes with the target goes with it in all windows then.
  func columnFactor(_ spread: Double) -> Double {
    guard let usualSpread, usualSpread > 0, spread > 0 else { return 1 }
    return usualSpread / spread
  }
}

/// The units of one window: what a network reads and says is the difference to the window's last value, in deviations of
/// the window. So series of any level and height are alike to it, those it did not learn from too.
///
/// Of a logarithmic window the difference is that of logarithms: a season that grows with its level is then the same
/// season.
struct WindowScale: Sendable {
  /// The last value.
  let level: Double
  /// One unit; 0: nothing varies, and the level is all there is to say.
  let spread: Double
  let isLogarithmic: Bool
  /// What is said lies within so many of the window's heights of its values: of what grows by a constant share, within ten
  /// deviations of the window.
  static let heights = 1.5
  /// What is said lies within them. Of what is never negative they begin at 0, or at the last value where that is below it.
  private(set) var bounds: ClosedRange<Double>
  /// What nothing that is said falls below.
  private let floor: Double

  /// - Parameter values: the window's, from the first to the last, without its gaps.
  /// - Returns: nil where there are none.
  init?(_ values: [Double], _ unit: WindowUnit) {
    guard let last = values.last else { return nil }
    var (least, most) = (last, last)
    for value in values { (least, most) = (min(least, value), max(most, value)) }
    let takesLogarithms = unit.isLogarithmic && least > 0
    let count = Double(values.count)
    var (sum, squares) = (0.0, 0.0)
    for value in values {
      let difference = Self.difference(value, last, takesLogarithms)
      sum += difference
      squares += difference * difference
    }
    let variance = squares / count - sum / count * (sum / count)
    level = last
    // Where nothing varies, neither does rounding.
    spread = least < most ? unit.spread(of: max(0, variance).squareRoot()) : 0
    isLogarithmic = takesLogarithms
    let height = Self.heights * (most - least)
    floor = unit.isNonnegative ? min(0, last) : -.infinity
    bounds = max(least - height, floor)...(most + height)
  }

  /// The same with bounds that are so many times as far from the last value as they are.
  func widened(by factors: SeriesScaling.Calibration) -> WindowScale {
    guard spread > 0, factors != .none else { return self }
    var widened = self
    let lowest = max(floor, value(factors.lower * scaled(bounds.lowerBound)))
    widened.bounds = lowest...value(factors.upper * scaled(bounds.upperBound))
    return widened
  }

  /// A value in units of the window; 0 where the window has none.
  func scaled(_ value: Double) -> Double {
    guard spread > 0 else { return 0 }
    return Self.difference(value, level, isLogarithmic) / spread
  }

  /// The value, within ``bounds``.
  func unscaled(_ number: Double) -> Double {
    min(max(value(number), bounds.lowerBound), bounds.upperBound)
  }

  private func value(_ number: Double) -> Double {
    isLogarithmic ? level + level * expm1(number * spread) : level + number * spread
  }

  /// Of a small part of a high level all digits count. What is not above 0 is taken for a thousandth of the level.
  private static func difference(_ value: Double, _ level: Double, _ isLogarithmic: Bool) -> Double {
    isLogarithmic ? log1p(max((value - level) / level, -0.999)) : value - level
  }
}
