import RecurrentLayers

extension LayerSpecification where Self == FlattenSpecification {
  /// Keras's `Flatten`.
  public static func flatten() -> FlattenSpecification { FlattenSpecification() }
}

extension LayerSpecification where Self == RepeatVectorSpecification {
  /// Keras's `RepeatVector`.
  public static func repeatVector(_ steps: Int) -> RepeatVectorSpecification {
    RepeatVectorSpecification(steps: steps)
  }
}

/// Written `.flatten()`; built into a ``Flatten``.
public struct FlattenSpecification: LayerSpecification {
  public var kind: String { "Flatten" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    let sizes = inputShape.axes.compactMap(\.self)
    guard sizes.count == inputShape.rank else { return LayerOutline(outputShape: [nil]) }
    // Two sizes at a time can be multiplied, whatever they are.
    var features = 1
    for size in sizes {
      features *= size
      try require(
        features <= LayerShape.maximumSize, "features of the output", expected: "at most \(LayerShape.maximumSize)",
        got: "those of \(inputShape)")
    }
    return LayerOutline(outputShape: [features])
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = Flatten()
    return BuiltLayer(layer) { value in LayerValue(layer(value.numbers)) }
  }
}

/// Written `.repeatVector(...)`; built into a ``RepeatVector``.
public struct RepeatVectorSpecification: LayerSpecification {
  /// How often it is repeated.
  public var steps: Int

  public var kind: String { "RepeatVector" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try require(inputShape.rank == 1, "shape of the input", expected: "(None, features)", got: inputShape)
    try requireSize(steps, "steps")
    return LayerOutline(outputShape: LayerShape([steps] + inputShape.axes))
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = RepeatVector(steps)
    return BuiltLayer(layer) { value in LayerValue(layer(value.numbers)) }
  }
}
