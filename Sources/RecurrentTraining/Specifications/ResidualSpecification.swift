import RecurrentLayers

extension LayerSpecification where Self == ResidualSpecification {
  /// Layers one after the other, and their input added to what comes out of the last.
  public static func residual(_ layers: [any LayerSpecification]) -> ResidualSpecification {
    ResidualSpecification(layers: layers)
  }
}

/// Written `.residual([...])`; built into a ``Residual``.
public struct ResidualSpecification: LayerSpecification {
  /// What the input goes around. They keep all axes but the last, which may become smaller.
  public var layers: [any LayerSpecification]

  public var kind: String { "Residual" }

  /// The names that the layers' weights have.
  package var layerNames: [String] {
    var names = LayerNames()
    return layers.map { names.next($0.kind) }
  }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try require(!layers.isEmpty, "layers", expected: "at least 1", got: 0)
    let takesTokens = layers.contains { $0.tokenCount != nil }
    try require(!takesTokens, "layers", expected: "none that takes tokens", got: layers.map(\.kind))
    var (shape, parameterCount) = (inputShape, 0)
    for layer in layers {
      let outline = try layer.checkedOutline(inputShape: shape)
      shape = outline.outputShape
      parameterCount += outline.parameterCount
    }
    let (given, taken) = (try shape.features(for: kind), try inputShape.features(for: kind))
    try require(
      shape.axes.dropLast() == inputShape.axes.dropLast() && given <= taken, "shape of what its layers give",
      expected: "\(inputShape), as is added to it, or fewer features", got: shape)
    return LayerOutline(outputShape: shape, parameterCount: parameterCount)
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    var (shape, built) = (inputShape, [Residual.NamedLayer]())
    for (layer, name) in zip(layers, layerNames) {
      built.append(.init(name: name, layer: try layer.makeLayer(inputShape: shape)))
      shape = try layer.outline(inputShape: shape).outputShape
    }
    let residual = Residual(built)
    let steps = built.map(\.layer.steps)
    return BuiltLayer(
      residual, steps: steps.contains { $0 == nil } ? nil : StreamLayer.residual(steps.flatMap { $0! })
    ) { value in residual(value) }
  }
}

extension ResidualSpecification: Codable {
  private enum CodingKeys: String, CodingKey { case layers }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    layers = try container.decode([SavedLayer].self, forKey: .layers).map(\.specification)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(layers.map { SavedLayer($0) }, forKey: .layers)
  }
}
