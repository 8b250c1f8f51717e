import RecurrentLayers

extension LayerSpecification where Self == LayerNormalizationSpecification {
  /// Keras's `LayerNormalization`, along the last axis.
  public static func layerNormalization(
    epsilon: Float = 1e-3, center: Bool = true, scale: Bool = true
  ) -> LayerNormalizationSpecification {
    LayerNormalizationSpecification(epsilon: epsilon, center: center, scale: scale)
  }
}

/// Written `.layerNormalization()`; built into a ``LayerNorm``.
public struct LayerNormalizationSpecification: LayerSpecification {
  /// Added to the variance.
  public var epsilon: Float
  /// Whether a bias is learned.
  public var center: Bool
  /// Whether a factor is learned.
  public var scale: Bool

  public var kind: String { "LayerNormalization" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try require(epsilon > 0, "epsilon", expected: "above 0", got: epsilon)
    let features = try inputShape.features(for: kind)
    return LayerOutline(outputShape: inputShape, parameterCount: features * ((center ? 1 : 0) + (scale ? 1 : 0)))
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = LayerNorm(
      size: try inputShape.features(for: kind), epsilon: epsilon, scale: scale, center: center)
    return BuiltLayer(layer, steps: [.each(layer) { layer($0) }]) { value in value.map { layer($0) } }
  }
}

extension LayerNormalizationSpecification {
  /// A folder that says nothing of a bias and a factor has both.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epsilon = try container.decode(Float.self, forKey: .epsilon)
    center = try container.decodeIfPresent(Bool.self, forKey: .center) ?? true
    scale = try container.decodeIfPresent(Bool.self, forKey: .scale) ?? true
  }
}
