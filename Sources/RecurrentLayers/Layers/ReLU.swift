/// x from a threshold on, at most so large, and below the threshold a part of what is missing:
///
///     y = min(x, maximum)  where x >= threshold,  else negativeSlope (x - threshold)
///
/// Plain max(x, 0) is ``LayerActivation/relu``.
public struct ReLU: Module {
  /// The largest output; nil: any.
  public let maximum: Float?
  /// The slope below the threshold.
  public let negativeSlope: Float
  /// From where on the input goes through.
  public let threshold: Float
  private let formula: ElementwiseFunction

  /// Keras's `max_value`, `negative_slope` and `threshold`.
  public init(maximum: Float? = nil, negativeSlope: Float = 0, threshold: Float = 0) {
    (self.maximum, self.negativeSlope, self.threshold) = (maximum, negativeSlope, threshold)
    formula = ElementwiseFunction { x in
      // Zero times an infinite number would be none.
      let below = negativeSlope == 0 ? ElementwiseValue(0) : negativeSlope * (x - threshold)
      let bent = below.selected(where: x .< threshold, else: x)
      return maximum.map { bent.minimum(ElementwiseValue($0)) } ?? bent
    }
  }

  /// The shape stays.
  public func callAsFunction(_ x: Tensor) -> Tensor { formula(x) }
}
