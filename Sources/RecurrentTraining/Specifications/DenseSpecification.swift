import RecurrentLayers

extension LayerSpecification where Self == DenseSpecification {
  /// Keras's `Dense`, along the last axis.
  public static func dense(
    _ units: Int, activation: LayerActivation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros
  ) -> DenseSpecification {
    DenseSpecification(
      units: units, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
      biasInitializer: biasInitializer)
  }
}

/// Written `.dense(...)`; built into a ``Dense``.
public struct DenseSpecification: LayerSpecification {
  /// The features that it gives.
  public var units: Int
  /// What the result goes through.
  public var activation: LayerActivation
  /// Whether it has a bias.
  public var useBias: Bool
  /// First values of the weights.
  public var kernelInitializer: Initializer
  /// First values of the bias.
  public var biasInitializer: Initializer

  public var kind: String { "Dense" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    let features = try inputShape.features(for: kind)
    try requireSize(units, "units")
    try requireBiasInitializer(biasInitializer)
    return LayerOutline(
      outputShape: inputShape.withFeatures(units), parameterCount: units * (features + (useBias ? 1 : 0)))
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = Dense(
      inputSize: try inputShape.features(for: kind), outputSize: units, activation: activation, bias: useBias,
      weightInitializer: kernelInitializer, biasInitializer: biasInitializer)
    return BuiltLayer(layer, steps: [.dense(layer)]) { value in value.map { layer($0) } }
  }
}
