import RecurrentLayers

extension LayerSpecification where Self == TimeDistributedSpecification {
  /// Keras's `TimeDistributed`: a layer for each step by itself.
  public static func timeDistributed(_ layer: any LayerSpecification) -> TimeDistributedSpecification {
    TimeDistributedSpecification(layer: layer)
  }
}

/// Written `.timeDistributed(...)`; built into a ``TimeDistributed``.
public struct TimeDistributedSpecification: LayerSpecification {
  /// What is done at each step.
  public var layer: any LayerSpecification

  public var kind: String { "TimeDistributed" }
  public var tokenCount: Int? { layer.tokenCount }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    let step = try layer.checkedOutline(inputShape: stepShape(of: inputShape))
    return LayerOutline(
      outputShape: LayerShape([inputShape.axes[0]] + step.outputShape.axes), parameterCount: step.parameterCount)
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let wrapped = TimeDistributed(try layer.makeLayer(inputShape: stepShape(of: inputShape)))
    // A layer with a state takes all axes of a step for a sequence of its own.
    let steps = wrapped.layer.steps.flatMap { $0.contains(where: \.carriesState) ? nil : $0 }
    return BuiltLayer(wrapped, steps: steps) { value in wrapped(value) }
  }

  private func stepShape(of inputShape: LayerShape) throws(SpecificationError) -> LayerShape {
    try require(inputShape.rank >= 1, "shape of the input", expected: "(None, time, ...)", got: inputShape)
    return LayerShape(Array(inputShape.axes.dropFirst()))
  }
}

extension TimeDistributedSpecification: Codable {
  private enum CodingKeys: String, CodingKey { case layer }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    layer = try container.decode(SavedLayer.self, forKey: .layer).specification
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(SavedLayer(layer), forKey: .layer)
  }
}
