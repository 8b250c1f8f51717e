import RecurrentLayers

/// A ``Sequential`` as its folder has it, less its weights and the optimiser's memory.
package struct SequentialConfiguration: Codable, Sendable {
  var seed: UInt64
  package var inputShape: LayerShape
  package var layers: [Layer]
  /// nil: not compiled.
  var compilation: Compilation?
  /// nil: not trained since it was compiled.
  var training: TrainingPosition?
  package var history: History

  /// A layer, and for readers that cannot build it what it is.
  package struct Layer: Codable, Sendable {
    var name: String
    var outputShape: LayerShape
    let saved: SavedLayer

    private enum CodingKeys: String, CodingKey { case name, outputShape }

    init(name: String, outputShape: LayerShape, saved: SavedLayer) {
      (self.name, self.outputShape, self.saved) = (name, outputShape, saved)
    }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      name = try container.decode(String.self, forKey: .name)
      outputShape = try container.decode(LayerShape.self, forKey: .outputShape)
      saved = try SavedLayer(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
      try saved.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(outputShape, forKey: .outputShape)
    }
  }
}

extension Sequential {
  /// The types of the layers in order.
  package var specificationKinds: [String] { specifications.map(\.kind) }

  /// The model must know its input.
  package var configuration: SequentialConfiguration {
    SequentialConfiguration(
      seed: seed, inputShape: requireInputShape("save"),
      layers: zip(layers, specifications).map {
        .init(name: $0.name, outputShape: $0.outline.outputShape, saved: SavedLayer($1))
      }, compilation: compiled, training: trainer?.position, history: history)
  }

  /// The model of a configuration, its weights zero until they are read.
  ///
  /// - Parameter weightCount: the numbers that there are to be read: no more memory is taken than they need, whatever the
  ///   configuration says.
  package convenience init(
    _ configuration: SequentialConfiguration, weightCount: Int
  ) throws(SpecificationError) {
    guard !configuration.layers.isEmpty else {
      throw SpecificationError("Sequential", "layers", expected: "at least 1", got: 0)
    }
    self.init(configuration.layers.map(\.saved.specification), seed: configuration.seed)
    let built = Parameter.$isToBeOverwritten.withValue(true) {
      Result { () throws(SpecificationError) in
        try build(inputShape: configuration.inputShape, weightCount: weightCount)
      }
    }
    try built.get()
    for (layer, saved) in zip(layers, configuration.layers) {
      let (ours, theirs) = (
        "\(layer.name.debugDescription) \(layer.outline.outputShape)",
        "\(saved.name.debugDescription) \(saved.outputShape)"
      )
      guard ours == theirs else {
        throw SpecificationError("Sequential", "name and output shape of a layer", expected: ours, got: theirs)
      }
    }
    if let compilation = configuration.compilation { try compile(compilation) }
    if let training = configuration.training {
      try training.requireUsable()
      try training.require(
        configuration.compilation != nil, "what the model was compiled with", expected: "to be there", got: "nothing")
    }
    history = configuration.history
  }

  /// Makes the layers, once, if they have no more than so many weights.
  package func build(inputShape: LayerShape, weightCount: Int) throws(SpecificationError) {
    var (shape, left) = (inputShape, weightCount)
    for specification in specifications {
      let outline = try specification.checkedOutline(inputShape: shape)
      guard outline.parameterCount <= left else {
        throw SpecificationError(
          specification.kind, "weights", expected: "at most the \(left) that are left", got: outline.parameterCount)
      }
      (shape, left) = (outline.outputShape, left - outline.parameterCount)
    }
    try makeLayers(inputShape: inputShape)
  }

  private func compile(_ compilation: Compilation) throws(SpecificationError) {
    for metric in compilation.metrics { try BuiltInMetric(metric)?.requireClasses(outputWidth) }
    compile(
      optimizer: compilation.optimizer, loss: compilation.loss, metrics: compilation.metrics,
      clippingNorm: compilation.clippingNorm, schedules: compilation.schedules)
  }
}

extension Sequential {
  /// Whether examples are tokens rather than numbers.
  package var takesTokens: Bool { specifications[0].tokenCount != nil }

  /// The layers of a model that knows its input.
  package var layerOutlines: [(name: String, kind: String, outputShape: LayerShape)] {
    layers.map { ($0.name, $0.kind, $0.outline.outputShape) }
  }
}
