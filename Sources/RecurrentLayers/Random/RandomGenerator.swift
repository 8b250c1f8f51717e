/// The one source of chance: xoshiro256** (Blackman and Vigna 2018), seeded through SplitMix64.
///
/// The same seed gives the same bits on every machine: all that is drawn here uses integer arithmetic and the four
/// operations and square root of IEEE 754, never the system's mathematical library. The state is `Codable`, so that a
/// training run can be resumed where it stopped.
public struct RandomGenerator: RandomNumberGenerator, Sendable, Codable, Equatable, BitwiseCopyable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// The same seed draws the same numbers.
  public init(seed: UInt64) {
    (s0, s1, s2, s3) = (
      SplitMix64.value(0, seed: seed), SplitMix64.value(1, seed: seed), SplitMix64.value(2, seed: seed),
      SplitMix64.value(3, seed: seed)
    )
  }

  private enum CodingKeys: String, CodingKey { case s0, s1, s2, s3 }

  /// A state of nothing but zeros is refused: it would never leave it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    s0 = try container.decode(UInt64.self, forKey: .s0)
    s1 = try container.decode(UInt64.self, forKey: .s1)
    s2 = try container.decode(UInt64.self, forKey: .s2)
    s3 = try container.decode(UInt64.self, forKey: .s3)
    guard s0 | s1 | s2 | s3 != 0 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a state of zeros alone is no random generator's"))
    }
  }

  public mutating func next() -> UInt64 {
    let result = rotated(s1 &* 5, by: 7) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = rotated(s3, by: 45)
    return result
  }

  private func rotated(_ x: UInt64, by bits: UInt64) -> UInt64 { (x << bits) | (x >> (64 - bits)) }

  /// Drawn evenly from [0, 1), a multiple of 2^-53.
  public mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Drawn evenly from [lowerBound, upperBound). Where both bounds are one number, it is that.
  public mutating func nextUniform(in range: ClosedRange<Float>) -> Float {
    let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
    let drawn = Float(low + (high - low) * nextUnit())
    // Rounding to the nearest Float may reach the upper bound: one draw in 2^25 of [0, 1) is that near.
    return drawn < range.upperBound || low == high ? drawn : range.upperBound.nextDown
  }

  /// Drawn from the standard normal distribution by Marsaglia's polar method (1964).
  public mutating func nextNormal() -> Double {
    while true {
      let (u, v) = (2 * nextUnit() - 1, 2 * nextUnit() - 1)
      let square = u * u + v * v
      if square > 0, square < 1 { return u * (-2 * naturalLogarithm(square) / square).squareRoot() }
    }
  }

  /// A whole number drawn evenly from 0 ..< `bound`: Lemire's multiplication (2019), unbiased.
  public mutating func nextIndex(below bound: Int) -> Int {
    precondition(bound >= 1, "RandomGenerator: expected a bound of at least 1, got \(bound)")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// The numbers 0 ..< `count` in a random order (Fisher and Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, nextIndex(below: last + 1))
    }
    return order
  }
}

/// log x of a positive normal number with IEEE arithmetic alone: log(2^e m) = e log 2 + 2 artanh((m - 1) / (m + 1)),
/// m in [sqrt(1/2), sqrt(2)), by its power series; the terms left out are below 2^-53 of the sum.
private func naturalLogarithm(_ x: Double) -> Double {
  var (exponent, m) = (Double(x.exponent), x.significand)
  if m > 1.4142135623730951 { (exponent, m) = (exponent + 1, m / 2) }
  let s = (m - 1) / (m + 1)
  let square = s * s
  var sum = 0.0
  for k in stride(from: 21, through: 1, by: -2) { sum = sum * square + 1 / Double(k) }
  return exponent * 0.6931471805599453 + 2 * s * sum
}
