import RecurrentKernels
import RecurrentLayers

extension LayerSpecification where Self == ActivationSpecification {
  /// Keras's `Activation`.
  public static func activation(_ activation: LayerActivation) -> ActivationSpecification {
    ActivationSpecification(activation: activation)
  }
}

/// Written `.activation(...)`; built into a ``LayerActivation``.
public struct ActivationSpecification: LayerSpecification {
  /// What the result goes through.
  public var activation: LayerActivation

  public var kind: String { "Activation" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    LayerOutline(outputShape: inputShape)
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = activation
    return BuiltLayer(layer, steps: [.activation(layer)]) { value in value.map { layer($0) } }
  }
}
