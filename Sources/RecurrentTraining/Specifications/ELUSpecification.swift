import RecurrentLayers

extension LayerSpecification where Self == ELUSpecification {
  /// Keras's `ELU`.
  public static func elu(alpha: Float = 1) -> ELUSpecification { ELUSpecification(alpha: alpha) }
}

/// Written `.elu(alpha: 0.5)`; built into an ``ELU``.
public struct ELUSpecification: LayerSpecification {
  /// What -y comes near to far below 0.
  public var alpha: Float

  public var kind: String { "ELU" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try require(alpha.isFinite, "alpha", expected: "a number", got: alpha)
    return LayerOutline(outputShape: inputShape)
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = ELU(alpha: alpha)
    return BuiltLayer(layer, steps: [.each(layer) { layer($0) }]) { value in value.map { layer($0) } }
  }
}
