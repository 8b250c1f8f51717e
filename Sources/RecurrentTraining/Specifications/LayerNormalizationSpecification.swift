import RecurrentLayers

extension LayerSpecification where Self == LayerNormalizationSpecification {
  /// Keras's `LayerNormalization`, along the last axis.
  public static func layerNormalization(epsilon: Float = 1e-3) -> LayerNormalizationSpecification {
    LayerNormalizationSpecification(epsilon: epsilon)
  }
}

/// Written `.layerNormalization()`; built into a ``LayerNorm``.
public struct LayerNormalizationSpecification: LayerSpecification {
  /// Added to the variance.
  public var epsilon: Float

  public var kind: String { "LayerNormalization" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try require(epsilon > 0, "epsilon", expected: "above 0", got: epsilon)
    return LayerOutline(outputShape: inputShape, parameterCount: 2 * (try inputShape.features(for: kind)))
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = LayerNorm(size: try inputShape.features(for: kind), epsilon: epsilon)
    return BuiltLayer(layer, steps: [.each(layer) { layer($0) }]) { value in value.map { layer($0) } }
  }
}
