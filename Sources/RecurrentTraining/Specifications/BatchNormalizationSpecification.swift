import RecurrentLayers

extension LayerSpecification where Self == BatchNormalizationSpecification {
  /// Keras's `BatchNormalization`, along the last axis.
  public static func batchNormalization(
    momentum: Float = 0.99, epsilon: Float = 1e-3, center: Bool = true, scale: Bool = true
  ) -> BatchNormalizationSpecification {
    BatchNormalizationSpecification(momentum: momentum, epsilon: epsilon, center: center, scale: scale)
  }
}

/// Written `.batchNormalization()`; built into a ``BatchNorm``.
public struct BatchNormalizationSpecification: LayerSpecification {
  /// What stays of the running figures.
  public var momentum: Float
  /// Added to the variance.
  public var epsilon: Float
  /// Whether a bias is learned.
  public var center: Bool
  /// Whether a factor is learned.
  public var scale: Bool

  public var kind: String { "BatchNormalization" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try require(epsilon > 0, "epsilon", expected: "above 0", got: epsilon)
    try require((0...1).contains(momentum), "momentum", expected: "0 ... 1", got: momentum)
    let features = try inputShape.features(for: kind)
    return LayerOutline(outputShape: inputShape, parameterCount: features * (2 + (center ? 1 : 0) + (scale ? 1 : 0)))
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = BatchNorm(
      size: try inputShape.features(for: kind), momentum: momentum, epsilon: epsilon, scale: scale, center: center)
    return BuiltLayer(layer) { value in LayerValue(layer(value.numbers, mask: value.mask), mask: value.mask) }
  }
}
