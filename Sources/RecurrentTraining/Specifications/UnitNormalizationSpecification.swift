import RecurrentLayers

extension LayerSpecification where Self == UnitNormalizationSpecification {
  /// Keras's `UnitNormalization`, along the last axis.
  public static func unitNormalization() -> UnitNormalizationSpecification { UnitNormalizationSpecification() }
}

/// Written `.unitNormalization()`; built into a ``UnitNormalization``.
public struct UnitNormalizationSpecification: LayerSpecification {
  public var kind: String { "UnitNormalization" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    _ = try inputShape.features(for: kind)
    return LayerOutline(outputShape: inputShape)
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = UnitNormalization()
    return BuiltLayer(layer, steps: [.each(layer) { layer($0) }]) { value in value.map { layer($0) } }
  }
}
