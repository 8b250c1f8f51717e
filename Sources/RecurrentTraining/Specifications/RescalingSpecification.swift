import RecurrentLayers

extension LayerSpecification where Self == RescalingSpecification {
  /// Keras's `Rescaling`.
  public static func rescaling(_ scale: Float, offset: Float = 0) -> RescalingSpecification {
    RescalingSpecification(scale: [scale], offset: [offset])
  }

  /// Keras's `Rescaling`, with a scale for each of the last axis; the offset is one, or one for each.
  public static func rescaling(_ scale: [Float], offset: [Float] = [0]) -> RescalingSpecification {
    RescalingSpecification(scale: scale, offset: offset)
  }
}

/// Written `.rescaling(...)`; built into a ``Rescaling``.
public struct RescalingSpecification: LayerSpecification {
  /// One, or one for each of the last axis.
  public var scale: [Float]
  /// One, or one for each of the last axis.
  public var offset: [Float]

  public var kind: String { "Rescaling" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    for (name, numbers) in [("scale", scale), ("offset", offset)] where numbers.count != 1 {
      let features = try inputShape.features(for: kind)
      try require(numbers.count == features, name, expected: "1 number or \(features)", got: numbers.count)
    }
    return LayerOutline(outputShape: inputShape)
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = Rescaling(scale: scale, offset: offset)
    return BuiltLayer(layer, steps: [.each(layer) { layer($0) }]) { value in value.map { layer($0) } }
  }
}
