import RecurrentLayers

extension LayerSpecification where Self == LeakyReLUSpecification {
  /// Keras's `LeakyReLU`.
  public static func leakyReLU(negativeSlope: Float = 0.3) -> LeakyReLUSpecification {
    LeakyReLUSpecification(negativeSlope: negativeSlope)
  }
}

/// Written `.leakyReLU()`; built into a ``LeakyReLU``.
public struct LeakyReLUSpecification: LayerSpecification {
  /// What numbers below 0 are multiplied by.
  public var negativeSlope: Float

  public var kind: String { "LeakyReLU" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try require(negativeSlope.isFinite, "negativeSlope", expected: "a number", got: negativeSlope)
    return LayerOutline(outputShape: inputShape)
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = LeakyReLU(negativeSlope: negativeSlope)
    return BuiltLayer(layer, steps: [.each(layer) { layer($0) }]) { value in value.map { layer($0) } }
  }
}
