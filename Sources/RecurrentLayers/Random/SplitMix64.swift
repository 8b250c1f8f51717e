/// SplitMix64 (Steele, Lea and Flood 2014): a stream of 64-bit numbers any of which can be had by its place. Seeds that
/// differ by little give streams that have nothing in common.
enum SplitMix64 {
  /// - Parameter place: counted from 0.
  static func value(_ place: UInt64, seed: UInt64) -> UInt64 {
    var z = seed &+ (place &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
