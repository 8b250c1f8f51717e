/// What the factors of products are. Weights, sums, states, activations and gradients are float32 in each.
public enum Precision: String, CaseIterable, Sendable, Codable {
  case float32
  /// bfloat16: the upper half of a float32, which has its range and 8 of its 24 bits.
  case bf16

  /// A number as a factor of a product.
  func rounded(_ x: Float) -> Float {
    switch self {
    case .float32: x
    case .bf16: x.roundedToBFloat16
    }
  }
}

extension Float {
  /// The nearest number of the upper 16 bits, and of two as near the even one; zero below 2^-126, as processors have it.
  fileprivate var roundedToBFloat16: Float {
    if isNaN { return self }
    if magnitude < .leastNormalMagnitude { return 0 }
    let half: UInt32 = 0x7fff + (bitPattern >> 16 & 1)
    return Float(bitPattern: (bitPattern &+ half) & 0xffff_0000)
  }
}
