import RecurrentLayers

extension LayerSpecification where Self == DropoutSpecification {
  /// Keras's `Dropout`.
  public static func dropout(_ rate: Float) -> DropoutSpecification { DropoutSpecification(rate: rate) }
}

extension LayerSpecification where Self == SpatialDropout1DSpecification {
  /// Keras's `SpatialDropout1D`.
  public static func spatialDropout1D(_ rate: Float) -> SpatialDropout1DSpecification {
    SpatialDropout1DSpecification(rate: rate)
  }
}

/// Written `.dropout(...)`; built into a ``Dropout``.
public struct DropoutSpecification: LayerSpecification {
  /// The share that is dropped.
  public var rate: Float

  public var kind: String { "Dropout" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try requireRate(rate, "rate")
    return LayerOutline(outputShape: inputShape)
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = Dropout(rate)
    return BuiltLayer(layer, steps: []) { value in value.map { layer($0) } }
  }
}

/// Written `.spatialDropout1D(...)`; built into a ``SpatialDropout1D``.
public struct SpatialDropout1DSpecification: LayerSpecification {
  /// The share that is dropped.
  public var rate: Float

  public var kind: String { "SpatialDropout1D" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    _ = try inputShape.sequence(for: kind)
    try requireRate(rate, "rate")
    return LayerOutline(outputShape: inputShape)
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = SpatialDropout1D(rate)
    return BuiltLayer(layer, steps: []) { value in value.map { layer($0) } }
  }
}
