/// x, or a part of it below 0 (Maas et al. 2013), where 0.2 is not the part: that is ``LayerActivation/leakyReLU``.
public struct LeakyReLU: Module {
  /// The part of x below 0.
  public let negativeSlope: Float

  /// max(x, 0) + `negativeSlope` min(x, 0).
  public init(negativeSlope: Float) { self.negativeSlope = negativeSlope }

  /// The shape stays.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.maximum(0) + x.minimum(0) * negativeSlope }
}
