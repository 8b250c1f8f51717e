/// Reproducible numbers for tests: SplitMix64 (Steele, Lea and Flood 2014).
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  /// Seeded by a text, the same in every process (FNV-1a), so that adding a case changes no other.
  public init(seed: String) {
    state = seed.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// `count` numbers, uniform in `-bound ... bound`.
  public mutating func floats(_ count: Int, bound: Float = 1) -> [Float] {
    (0..<count).map { _ in Float.random(in: -bound...bound, using: &self) }
  }

  /// A dropout mask scaled as layers scale it: zeros, and `1 / (1 - rate)` elsewhere.
  public mutating func mask(_ count: Int, rate: Float) -> [Float] {
    (0..<count).map { _ in Float.random(in: 0..<1, using: &self) < rate ? 0 : 1 / (1 - rate) }
  }
}
