import RecurrentLayers

extension LayerSpecification where Self == ReLUSpecification {
  /// Keras's `ReLU`, with its `max_value` as `maximum`.
  public static func reLU(
    maximum: Float? = nil, negativeSlope: Float = 0, threshold: Float = 0
  ) -> ReLUSpecification {
    ReLUSpecification(maximum: maximum, negativeSlope: negativeSlope, threshold: threshold)
  }
}

/// Written `.reLU(maximum: 6)`; built into a ``ReLU``.
public struct ReLUSpecification: LayerSpecification {
  /// The largest output; nil: any.
  public var maximum: Float?
  /// The slope below the threshold.
  public var negativeSlope: Float
  /// From where on the input goes through.
  public var threshold: Float

  public var kind: String { "ReLU" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    if let maximum { try require(maximum >= 0 && maximum.isFinite, "maximum", expected: "at least 0", got: maximum) }
    try require(
      negativeSlope >= 0 && negativeSlope.isFinite, "negativeSlope", expected: "at least 0", got: negativeSlope)
    try require(threshold >= 0 && threshold.isFinite, "threshold", expected: "at least 0", got: threshold)
    return LayerOutline(outputShape: inputShape)
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = ReLU(maximum: maximum, negativeSlope: negativeSlope, threshold: threshold)
    return BuiltLayer(layer, steps: [.each(layer) { layer($0) }]) { value in value.map { layer($0) } }
  }
}
