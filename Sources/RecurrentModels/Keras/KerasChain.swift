import RecurrentFoundation

/// A functional model whose layers stand one after the other.
enum KerasChain {
  /// Keras 3 writes masks out as layers of their own; here an embedding or a masking layer hands on its mask by itself.
  static let maskClasses: Set<String> = ["NotEqual", "Any"]

  /// The names of the layers, from the input to the output.
  ///
  /// - Throws: ``ForeignModelError`` where a layer has two inputs, or a layer does not lead to the only output.
  static func order(of layers: [JSONValue], config: JSONValue, path: String) throws(ForeignModelError) -> [String] {
    func refused(_ layer: String, _ reason: String) -> ForeignModelError {
      ForeignModelError(
        path: path, problem: .unsupported(layer: layer.quoted, reason: "\(reason): only chains of layers are read"))
    }
    var sources: [String: [String]] = [:]
    for layer in layers {
      guard let name = layer["name"]?.string ?? layer["config"]?["name"]?.string else {
        throw ForeignModelError(path: path, problem: .malformed("a layer has no name"))
      }
      if !maskClasses.contains(layer["class_name"]?.string ?? "") { sources[name] = try inputs(of: layer, path: path) }
    }
    var outputs: [String] = []
    for output in Self.outputs(in: config["output_layers"] ?? .null) {
      outputs.append(try name(of: output, path: path))
    }
    guard outputs.count == 1 else { throw refused(outputs.joined(separator: ", "), "\(outputs.count) outputs") }
    var chain: [String] = []
    var current: String? = outputs[0]
    while let name = current {
      guard let own = sources.removeValue(forKey: name) else {
        throw ForeignModelError(path: path, problem: .malformed("its layers are no chain at \(name.quoted)"))
      }
      guard own.count <= 1 else { throw refused(name, "\(own.count) inputs") }
      chain.append(name)
      current = own.first
    }
    if let left = sources.keys.min() { throw refused(left, "it does not lead to the output") }
    return chain.reversed()
  }

  /// `["dense", 0, 0]`, or a list of such.
  private static func outputs(in value: JSONValue) -> [JSONValue] {
    (value.elements ?? []).first?.string == nil ? value.elements ?? [] : [value]
  }

  /// The layer of a place: its name, the number of its call, and of its output. A recurrent layer's second output is its
  /// state.
  private static func name(of place: JSONValue, path: String) throws(ForeignModelError) -> String {
    guard let parts = place.elements, let name = parts.first?.string else {
      throw ForeignModelError(path: path, problem: .malformed("a layer is named by none of its layers"))
    }
    guard parts.count < 3 || parts[2].count == 0 else {
      throw ForeignModelError(
        path: path,
        problem: .unsupported(layer: name.quoted, reason: "a state does not go into the next layer"))
    }
    return name
  }

  /// The names of the layers that go in. Keras 2: `[[["lstm", 0, 0, {}]]]`; Keras 3: tensors with a `keras_history`.
  private static func inputs(of layer: JSONValue, path: String) throws(ForeignModelError) -> [String] {
    var names: [String] = []
    for node in layer["inbound_nodes"]?.elements ?? [] {
      var places = tensors(in: node["args"] ?? .null)
      if case .array(let sources) = node { places = sources }
      for place in places { names.append(try name(of: place, path: path)) }
    }
    return names
  }

  /// The places of tensors.
  private static func tensors(in value: JSONValue) -> [JSONValue] {
    switch value {
    case .array(let elements): elements.flatMap(tensors)
    case .object: [value["config"]?["keras_history"]].compactMap(\.self)
    default: []
    }
  }
}
