import RecurrentFoundation

/// One direction of a chart: what lies along it, from where to where.
package struct Axis: Sendable {
  package enum Scale: Sendable { case linear, logarithmic }

  package let label: String
  package let scale: Scale
  /// Not empty; above 0 where the scale is logarithmic.
  package let range: ClosedRange<Double>

  package init(_ label: String, _ range: ClosedRange<Double>, scale: Scale = .linear) {
    (self.label, self.range, self.scale) = (label, range, scale)
  }

  /// An axis that these values fit on, with a little room around them.
  ///
  /// - Parameters:
  ///   - limits: never beyond them, however little room is left: 0 below a count, 1 above a share.
  ///   - scale: linear where a value is not above 0.
  package init(
    _ label: String, fitting values: [Double], limits: ClosedRange<Double> = -.infinity ... .infinity,
    scale: Scale = .linear
  ) {
    let finite = values.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    if scale == .logarithmic, low > 1e-300 {
      let room = pow(max(high / low, 1.2), 0.06)
      self.init(label, (low / room)...(high * room), scale: .logarithmic)
      return
    }
    let room = high > low ? (high - low) * 0.06 : max(abs(high) * 0.1, 1e-9)
    let start = max(low - room, limits.lowerBound)
    self.init(label, start...max(min(high + room, max(limits.upperBound, high)), start + 1e-9))
  }

  /// Where a value lies: 0 at the beginning, 1 at the end.
  func place(_ value: Double) -> Double {
    switch scale {
    case .linear: (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    case .logarithmic: log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
    }
  }

  /// Round values along the axis, with their texts.
  func ticks(about count: Int) -> [(value: Double, text: String)] {
    if scale == .logarithmic {
      let decades =
        Int(
          log10(range.lowerBound).rounded(.up))...max(
          Int(log10(range.lowerBound).rounded(.up)), Int(log10(range.upperBound).rounded(.down)))
      // Of many powers of ten every second, third, ...
      let stride = (decades.count + count) / (count + 1)
      let powers = decades.filter { $0 % stride == 0 }.map { pow(10, Double($0)) }.filter(range.contains)
      if powers.count >= 2 { return powers.map { ($0, Axis.text(of: $0, step: $0)) } }
    }
    let step = Axis.roundStep((range.upperBound - range.lowerBound) / Double(count))
    let first = (range.lowerBound / step).rounded(.up)
    return (0...(2 * count)).map { (first + Double($0)) * step }.filter { $0 <= range.upperBound }.map {
      ($0, Axis.text(of: $0, step: step))
    }
  }

  /// The closest of 1, 2, 5 and 10 times a power of ten that is not below.
  private static func roundStep(_ step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= step * 0.999 } ?? 10 * power
  }

  /// A number with the digits that tell it from its neighbours a step away.
  static func text(of value: Double, step: Double) -> String {
    guard step > 0, step.isFinite, abs(value) >= step / 1000 else { return "0" }
    let exponent = Int(log10(step).rounded(.down))
    if exponent < -4 {
      let own = Int(log10(abs(value)).rounded(.down))
      return Figures.fixed(value / pow(10, Double(own)), max(0, own - exponent)) + "e\(own)"
    }
    if abs(value) >= 1e6 { return Figures.fixed(value / 1e6, exponent >= 6 ? 0 : 1) + "M" }
    if abs(value) >= 1e4, exponent >= 2 { return Figures.fixed(value / 1e3, exponent >= 3 ? 0 : 1) + "k" }
    return Figures.fixed(value, max(0, -exponent))
  }
}
