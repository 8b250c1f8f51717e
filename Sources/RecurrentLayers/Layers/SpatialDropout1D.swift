/// Drops whole features of a sequence while training: the same ones at every step of a row (Tompson et al. 2015).
///
/// What neighbouring steps have in common cannot make up for a feature dropped at one of them, as it can with
/// ``Dropout``.
public struct SpatialDropout1D: Module {
  /// The share of features dropped.
  public let probability: Float

  /// Zeroes with this probability while training.
  public init(_ probability: Float) {
    check((0..<1).contains(probability), "SpatialDropout1D", "probability", expected: "0 ..< 1", got: probability)
    self.probability = probability
  }

  /// - Parameter x: `[batch, time, features]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    check(x.rank == 3, "SpatialDropout1D", "rank of the input [batch, time, features]", expected: 3, got: x.rank)
    guard let mask = Dropout(probability).mask([x.shape[0], x.shape[2]]) else { return x }
    return x * mask.repeatedInTime(x.shape[1])
  }
}
