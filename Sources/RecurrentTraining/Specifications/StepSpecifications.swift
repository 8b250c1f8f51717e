import RecurrentLayers

extension LayerSpecification where Self == ZeroPadding1DSpecification {
  /// Keras's `ZeroPadding1D`.
  public static func zeroPadding1D(before: Int = 1, after: Int = 1) -> ZeroPadding1DSpecification {
    ZeroPadding1DSpecification(before: before, after: after)
  }
}

extension LayerSpecification where Self == Cropping1DSpecification {
  /// Keras's `Cropping1D`.
  public static func cropping1D(before: Int = 1, after: Int = 1) -> Cropping1DSpecification {
    Cropping1DSpecification(before: before, after: after)
  }
}

extension LayerSpecification where Self == UpSampling1DSpecification {
  /// Keras's `UpSampling1D`.
  public static func upSampling1D(_ size: Int = 2) -> UpSampling1DSpecification {
    UpSampling1DSpecification(size: size)
  }
}

/// Written `.zeroPadding1D()`; built into a ``ZeroPadding1D``.
public struct ZeroPadding1DSpecification: LayerSpecification {
  /// The steps at the beginning.
  public var before: Int
  /// The steps at the end.
  public var after: Int

  public var kind: String { "ZeroPadding1D" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    let (steps, features) = try inputShape.sequence(for: kind)
    try requireSteps(before, after)
    return LayerOutline(outputShape: [steps.map { $0 + before + after }, features])
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = ZeroPadding1D(before: before, after: after)
    return BuiltLayer(layer) { value in LayerValue(layer(value.numbers)) }
  }
}

/// Written `.cropping1D()`; built into a ``Cropping1D``.
public struct Cropping1DSpecification: LayerSpecification {
  /// The steps at the beginning.
  public var before: Int
  /// The steps at the end.
  public var after: Int

  public var kind: String { "Cropping1D" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    let (steps, features) = try inputShape.sequence(for: kind)
    try requireSteps(before, after)
    try require(
      steps ?? .max > before + after, "steps of the input", expected: "over \(before + after)", got: steps ?? 0)
    return LayerOutline(outputShape: [steps.map { $0 - before - after }, features])
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = Cropping1D(before: before, after: after)
    return BuiltLayer(layer) { value in LayerValue(layer(value.numbers)) }
  }
}

/// Written `.upSampling1D()`; built into an ``UpSampling1D``.
public struct UpSampling1DSpecification: LayerSpecification {
  /// How often each step stands there.
  public var size: Int

  public var kind: String { "UpSampling1D" }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    let (steps, features) = try inputShape.sequence(for: kind)
    try requireSize(size, "size")
    return LayerOutline(outputShape: [steps.map { $0 * size }, features])
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let layer = UpSampling1D(size)
    return BuiltLayer(layer) { value in LayerValue(layer(value.numbers)) }
  }
}

extension LayerSpecification {
  fileprivate func requireSteps(_ counts: Int...) throws(SpecificationError) {
    for count in counts {
      try require(
        (0...LayerShape.maximumSize).contains(count), "steps", expected: "0 to \(LayerShape.maximumSize)", got: count)
    }
  }
}
