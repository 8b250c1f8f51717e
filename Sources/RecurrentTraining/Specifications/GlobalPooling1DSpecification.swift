import RecurrentLayers

extension LayerSpecification where Self == GlobalPooling1DSpecification {
  /// Keras's `GlobalAveragePooling1D`: the mean over the steps that count.
  public static func globalAveragePooling1D() -> GlobalPooling1DSpecification {
    GlobalPooling1DSpecification(pooling: .average)
  }

  /// Keras's `GlobalMaxPooling1D`: the largest over the steps that count. Keras's own knows no mask, and takes padding for
  /// steps.
  public static func globalMaxPooling1D() -> GlobalPooling1DSpecification {
    GlobalPooling1DSpecification(pooling: .max)
  }
}

/// Written `.globalAveragePooling1D()` or `.globalMaxPooling1D()`; built into a ``GlobalPooling1D``.
public struct GlobalPooling1DSpecification: LayerSpecification {
  /// What becomes of the steps.
  public var pooling: GlobalPooling1D.Kind

  public var kind: String {
    switch pooling {
    case .average: "GlobalAveragePooling1D"
    case .max: "GlobalMaxPooling1D"
    }
  }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    LayerOutline(outputShape: [try inputShape.sequence(for: kind).features])
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = GlobalPooling1D(pooling)
    return BuiltLayer(layer) { value in LayerValue(layer(value.numbers, mask: value.mask)) }
  }
}
