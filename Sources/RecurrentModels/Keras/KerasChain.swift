import RecurrentFoundation

/// A functional model whose layers stand one after the other, but for inputs that are added to what layers make of them.
struct KerasChain {
  /// One after the other, from the input to the output.
  indirect enum Step {
    case layer(String)
    /// Layers, and their input added to what they give.
    case residual([Step], sum: String)
  }

  /// Keras 3 writes masks out as layers of their own; here an embedding or a masking layer hands on its mask by itself.
  static let maskClasses: Set<String> = ["NotEqual", "Any"]
  static let sumClass = "Add"
  /// Deeper than sums lie in sums.
  private static let maximumDepth = 16

  private let path: String
  /// The names of the layers whose outputs go into each.
  private var sources: [String: [String]] = [:]
  private var sums: Set<String> = []

  /// - Throws: ``ForeignModelError`` where a layer has two inputs that are not added so, or a layer does not lead to the only
  ///   output.
  static func steps(of layers: [JSONValue], config: JSONValue, path: String) throws(ForeignModelError) -> [Step] {
    var chain = try KerasChain(layers, path: path)
    var outputs: [String] = []
    for output in Self.outputs(in: config["output_layers"] ?? .null) {
      outputs.append(try name(of: output, path: path))
    }
    guard outputs.count == 1 else {
      throw chain.refused(outputs.joined(separator: ", "), "\(outputs.count) outputs")
    }
    let steps = try chain.take(to: outputs[0], after: nil, depth: 0)
    if let left = chain.sources.keys.min() { throw chain.refused(left, "it does not lead to the output") }
    return steps
  }

  private init(_ layers: [JSONValue], path: String) throws(ForeignModelError) {
    self.path = path
    for layer in layers {
      guard let name = layer["name"]?.string ?? layer["config"]?["name"]?.string else {
        throw ForeignModelError(path: path, problem: .malformed("a layer has no name"))
      }
      let className = layer["class_name"]?.string ?? ""
      if className == Self.sumClass { sums.insert(name) }
      if !Self.maskClasses.contains(className) { sources[name] = try Self.inputs(of: layer, path: path) }
    }
  }

  private func refused(_ layer: String, _ reason: String) -> ForeignModelError {
    ForeignModelError(
      path: path,
      problem: .unsupported(
        layer: layer.quoted, reason: "\(reason): only chains of layers, and inputs added to what they give, are read"))
  }

  /// The steps behind one layer up to another, which are taken out.
  ///
  /// - Parameters:
  ///   - start: nil: from the input on.
  ///   - depth: of sums in sums.
  private mutating func take(
    to end: String, after start: String?, depth: Int
  ) throws(ForeignModelError) -> [Step] {
    guard depth < Self.maximumDepth else { throw refused(end, "sums lie in more than \(Self.maximumDepth) others") }
    var steps: [Step] = []
    var current: String? = end
    while let name = current, name != start {
      guard let own = sources.removeValue(forKey: name) else {
        throw ForeignModelError(path: path, problem: .malformed("its layers are no chain at \(name.quoted)"))
      }
      if own.count == 2, sums.contains(name), let around = around(own) {
        let inner = try take(to: around.end, after: around.start, depth: depth + 1)
        steps.append(.residual(inner, sum: name))
        current = around.start
      } else {
        guard own.count <= 1 else { throw refused(name, "\(own.count) inputs") }
        steps.append(.layer(name))
        current = own.first
      }
    }
    guard current == start else { throw refused(end, "it is not behind \(start?.quoted ?? "")") }
    return steps.reversed()
  }

  /// Of two layers whose outputs are added that which the other is behind; nil: neither is.
  private func around(_ pair: [String]) -> (start: String, end: String)? {
    if leads(pair[0], to: pair[1]) { return (pair[0], pair[1]) }
    return leads(pair[1], to: pair[0]) ? (pair[1], pair[0]) : nil
  }

  private func leads(_ start: String, to end: String) -> Bool {
    var (open, seen) = (sources[end] ?? [], Set<String>())
    while let name = open.popLast() {
      if name == start { return true }
      if seen.insert(name).inserted { open += sources[name] ?? [] }
    }
    return false
  }
}

// Where Keras writes what goes into a layer.
extension KerasChain {
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
