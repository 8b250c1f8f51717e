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
  /// The sequence's steps are samples, and a step's output comes from those up to it. Where GuitarML's and AIDA-X's programs
  /// make the sound louder, and add the input to what the layers give, so does the model.
  ///
  /// - Throws: ``ForeignModelError`` with the layer that is not here, or does not fit the one before it; ``FormatError``;
  ///   ``FileError``.
  public convenience init(rtNeural path: String) throws {
    let value = try JSONTensors.parse(ByteRegion(contentsOf: path))
    if let reason = Self.foreignJSON(value) {
      throw ForeignModelError(path: path, problem: .malformed(reason))
    } else if value["architecture"] != nil {
      try self.init(nam: value, path: path)
    } else if value["layers"] == nil {
      try self.init(stateDictionary: value, path: path)
    } else {
      try self.init(kerasForm: value, path: path)
    }
  }

  /// What other programs write as JSON, whose numbers are in other files; nil: neither.
  private static func foreignJSON(_ value: JSONValue) -> String? {
    if value["class_name"] != nil, value["config"] != nil {
      return
        "layers of Keras without their weights: 'model_from_json', then 'load_weights' and 'save' in Python, make one "
        + "file of both"
    }
    guard value["weightsManifest"] != nil else { return nil }
    return
      "a model of TensorFlow.js: 'tensorflowjs_converter --input_format tfjs_layers_model --output_format keras FILE "
      + "model.h5' makes a file of Keras"
  }

  private convenience init(kerasForm value: JSONValue, path: String) throws {
    let reader = RTNeuralReader(path: path)
    let (layers, inputSize) = (try reader.layers(value), try reader.inputSize(value))
    let sound = try SoundPath(value, outputSize: layers.last!.outputSize, path: path)
    try self.init(
      sound.around(layers.flatMap(\.specifications), inputSize: inputSize), inputShape: [nil, inputSize],
      weightCount: layers.flatMap(\.weights).reduce(0) { $0 + $1.count }, path: path)
    for (layer, module) in zip(layers, sound.modules(in: self)) {
      var taking = KerasTaking(layer.weights, layer: layer.name, path: path)
      try taking.take(module)
      try taking.finish()
      for (parameter, value) in taking.taken { parameter.value = value }
    }
  }

  /// A flat dictionary of PyTorch's names: recurrent layers and dense ones, each fed by the one before, in the order of the
  /// file.
  private convenience init(stateDictionary value: JSONValue, path: String) throws {
    let tensors = try JSONTensors.tensors(in: value, origin: path)
    let layers = try TorchChain(tensors, path: path).layers
    let sound = try SoundPath(value, outputSize: layers.last!.outputSize, path: path)
    let inputSize = layers[0].inputSize
    try self.init(
      sound.around(layers.flatMap(\.specifications), inputSize: inputSize), inputShape: [nil, inputSize],
      weightCount: tensors.reduce(0) { $0 + $1.count }, path: path)
    var modules = sound.modules(in: self)[...]
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
