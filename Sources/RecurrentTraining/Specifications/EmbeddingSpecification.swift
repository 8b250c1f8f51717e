import RecurrentLayers

extension LayerSpecification where Self == EmbeddingSpecification {
  /// Keras's `Embedding`: of tokens below `inputDim`, `outputDim` numbers each.
  ///
  /// - Parameter maskZero: whether token 0 is padding, at which recurrent layers leave their state alone.
  public static func embedding(
    _ inputDim: Int, _ outputDim: Int, maskZero: Bool = false, initializer: Initializer = .uniform(-0.05...0.05)
  ) -> EmbeddingSpecification {
    EmbeddingSpecification(inputDim: inputDim, outputDim: outputDim, maskZero: maskZero, initializer: initializer)
  }
}

/// Written `.embedding(...)`; built into an ``Embedding``.
public struct EmbeddingSpecification: LayerSpecification {
  /// The number of tokens.
  public var inputDim: Int
  /// The numbers a token.
  public var outputDim: Int
  /// Whether token 0 does not count.
  public var maskZero: Bool
  /// First values of the table.
  public var initializer: Initializer

  public var kind: String { "Embedding" }
  public var tokenCount: Int? { inputDim }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try requireSize(inputDim, "inputDim")
    try requireSize(outputDim, "outputDim")
    return LayerOutline(
      outputShape: LayerShape(inputShape.axes + [outputDim]), parameterCount: inputDim * outputDim)
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = Embedding(count: inputDim, size: outputDim, initializer: initializer)
    let maskZero = maskZero
    return BuiltLayer(layer, steps: [.embedding(layer)]) { value in
      LayerValue(layer(value.tokens), mask: maskZero ? SequenceMask(value.tokens) : value.mask)
    }
  }
}
