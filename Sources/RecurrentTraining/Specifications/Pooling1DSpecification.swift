import RecurrentLayers

extension LayerSpecification where Self == Pooling1DSpecification {
  /// Keras's `AveragePooling1D`.
  ///
  /// - Parameter strides: nil: `poolSize`.
  public static func averagePooling1D(
    _ poolSize: Int = 2, strides: Int? = nil, padding: SequencePadding = .valid
  ) -> Pooling1DSpecification {
    Pooling1DSpecification(pooling: .average, poolSize: poolSize, strides: strides ?? poolSize, padding: padding)
  }

  /// Keras's `MaxPooling1D`.
  ///
  /// - Parameter strides: nil: `poolSize`.
  public static func maxPooling1D(
    _ poolSize: Int = 2, strides: Int? = nil, padding: SequencePadding = .valid
  ) -> Pooling1DSpecification {
    Pooling1DSpecification(pooling: .max, poolSize: poolSize, strides: strides ?? poolSize, padding: padding)
  }
}

/// Written `.averagePooling1D()` or `.maxPooling1D()`; built into a ``Pooling1D``.
public struct Pooling1DSpecification: LayerSpecification {
  /// What becomes of the steps.
  public var pooling: Pooling1D.Kind
  /// The steps of a window.
  public var poolSize: Int
  /// The steps from one window to the next.
  public var strides: Int
  /// What stands beyond the ends.
  public var padding: SequencePadding

  public var kind: String {
    switch pooling {
    case .average: "AveragePooling1D"
    case .max: "MaxPooling1D"
    }
  }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    let (steps, features) = try inputShape.sequence(for: kind)
    try requireSize(poolSize, "poolSize")
    try requireSize(strides, "strides")
    try require(padding != .causal, "padding", expected: "valid or same", got: padding)
    let windows = try windows(steps, of: poolSize) {
      TimeWindows(size: poolSize, stride: strides, padding: padding).count(steps: $0)
    }
    return LayerOutline(outputShape: [windows, features])
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = Pooling1D(pooling, size: poolSize, stride: strides, padding: padding)
    return BuiltLayer(layer) { value in LayerValue(layer(value.numbers)) }
  }
}
