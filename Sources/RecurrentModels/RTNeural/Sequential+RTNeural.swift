import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

extension Sequential {
  /// Builds a model for sound from the JSON of RTNeural, in Keras's form or as PyTorch's state dictionary, or from a
  /// `.nam` of Neural Amp Modeler whose architecture is `LSTM`.
  ///
  /// ```swift
  /// let amplifier = try Sequential(rtNeural: "amplifier.json")
  /// let y = try amplifier.predict(x)  // [batch, samples, 1] to [batch, samples, 1]
  /// ```
  /// The sequence's steps are samples, and a step's output comes from those up to it.
  ///
  /// - Throws: ``ForeignModelError`` with the layer that is not here, or does not fit the one before it; ``FormatError``;
  ///   ``FileError``.
  public convenience init(rtNeural path: String) throws {
    let value = try JSONTensors.parse(ByteRegion(contentsOf: path))
    try Self.requireLayersAlone(value, path: path)
    if value["class_name"] != nil, value["config"] != nil {
      throw ForeignModelError(
        path: path,
        problem: .malformed(
          "layers of Keras without their weights: 'model_from_json', then 'load_weights' and 'save' in Python, make one "
            + "file of both"))
    } else if value["architecture"] != nil {
      try self.init(nam: value, path: path)
    } else if value["layers"] == nil {
      try self.init(stateDictionary: value, path: path)
    } else {
      try self.init(kerasForm: value, path: path)
    }
  }

  /// Some programs do more than the layers, and say so beside them: GuitarML's and AIDA-X's add the input to what comes
  /// out. Without it the sound would be another.
  private static func requireLayersAlone(_ value: JSONValue, path: String) throws(ForeignModelError) {
    let around = [
      ("model_data.skip", value["model_data"]?["skip"], "its input is added to what comes out"),
      ("in_skip", value["in_skip"], "its input is added to what comes out"),
      ("in_gain", value["in_gain"], "its input is made louder"),
      ("out_gain", value["out_gain"], "what comes out is made louder"),
    ]
    for (name, value, meaning) in around {
      guard let number = value?.float, number != 0 else { continue }
      throw ForeignModelError(
        path: path,
        problem: .unsupported(
          layer: "\(name) \(number)",
          reason: "\(meaning), which is not a layer's work: set it to 0 in the file, and do that around the model"))
    }
  }

  private convenience init(kerasForm value: JSONValue, path: String) throws {
    let reader = RTNeuralReader(path: path)
    let layers = try reader.layers(value)
    try self.init(
      layers.flatMap(\.specifications), inputShape: [nil, try reader.inputSize(value)],
      weightCount: layers.flatMap(\.weights).reduce(0) { $0 + $1.count }, path: path)
    for (layer, child) in zip(layers, children) {
      var taking = KerasTaking(layer.weights, layer: layer.name, path: path)
      try taking.take(child.module)
      try taking.finish()
      for (parameter, value) in taking.taken { parameter.value = value }
    }
  }

  /// A flat dictionary of PyTorch's names: recurrent layers and dense ones, each fed by the one before, in the order of the
  /// file.
  private convenience init(stateDictionary value: JSONValue, path: String) throws {
    let tensors = try JSONTensors.tensors(in: value, origin: path)
    let layers = try TorchChain(tensors, path: path).layers
    try self.init(
      layers.flatMap(\.specifications), inputShape: [nil, layers[0].inputSize],
      weightCount: tensors.reduce(0) { $0 + $1.count }, path: path)
    var modules = children.map(\.module)[...]
    for layer in layers {
      for own in layer.tensors {
        guard let module = modules.popFirst() else { break }
        try give(own, to: module, path: path)
      }
    }
  }

  private func give(_ tensors: [StoredTensor], to module: any Module, path: String) throws {
    try StateDictionary(tensors, names: .same, path: path).load(into: module, .pytorch, strict: true)
  }
}
