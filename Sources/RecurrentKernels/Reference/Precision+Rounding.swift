extension Precision {
  /// A number as a factor of a product whose factors are rounded one by one.
  func rounded(_ x: Float) -> Float { self == .bf16 ? x.roundedToBFloat16 : x }
}

extension Float {
  /// The nearest number of the upper 16 bits, and of two as near the even one; below 2^-126 a zero of the same sign, as
  /// processors have it.
  fileprivate var roundedToBFloat16: Float {
    if isNaN { return self }
    if magnitude < .leastNormalMagnitude { return Float(signOf: self, magnitudeOf: 0) }
    let half: UInt32 = 0x7fff + (bitPattern >> 16 & 1)
    return Float(bitPattern: (bitPattern &+ half) & 0xffff_0000)
  }
}
