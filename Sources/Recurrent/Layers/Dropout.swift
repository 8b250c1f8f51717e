import RecurrentKernels

/// Sets elements to zero with a probability while training, and scales the others so that the expected value stays
/// (Srivastava et al. 2014). Outside ``withTraining(_:)`` it does nothing.
public struct Dropout: Module {
  /// The share of elements dropped, rounded to a multiple of 2^-16.
  public let probability: Float

  public init(_ probability: Float) {
    check((0..<1).contains(probability), "Dropout", "probability", expected: "0 ..< 1", got: probability)
    self.probability = probability
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard let mask = mask(x.shape) else { return x }
    return x * mask
  }

  /// The factors of the elements, drawn from the current ``RandomSource``: 0 or 1 / (1 - probability). Nil where nothing
  /// is dropped.
  func mask(_ shape: [Int]) -> Tensor? {
    let threshold = UInt64((probability * 65536).rounded())
    guard TrainingMode.isActive, threshold > 0 else { return nil }
    let kept = Float(65536) / Float(65536 - min(threshold, 65535))
    let mask = Tensor(uninitialized: shape)
    RandomSource.current.withGenerator { generator in
      let (values, count) = (mask.buffer.floats, mask.count)
      // Four elements a draw: sixteen bits decide one.
      var bits: UInt64 = 0
      for i in 0..<count {
        bits = i & 3 == 0 ? generator.next() : bits >> 16
        values[i] = bits & 0xFFFF < threshold ? 0 : kept
      }
    }
    return mask
  }
}
