import RecurrentLayers

extension LayerSpecification where Self == MaskingSpecification {
  /// Keras's `Masking`: steps of which every feature is `maskValue` do not count in the layers that follow.
  public static func masking(_ maskValue: Float = 0) -> MaskingSpecification {
    MaskingSpecification(maskValue: maskValue)
  }
}

/// Written `.masking()`; built into a ``Masking``.
public struct MaskingSpecification: LayerSpecification {
  /// What all numbers of a step are that does not count.
  public var maskValue: Float

  public var kind: String { "Masking" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    _ = try inputShape.sequence(for: kind)
    return LayerOutline(outputShape: inputShape)
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = Masking(padding: maskValue)
    return BuiltLayer(layer, steps: []) { value in
      let (output, mask) = layer(value.numbers)
      return LayerValue(output, mask: mask)
    }
  }
}
