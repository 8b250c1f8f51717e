import RecurrentFormats

extension ONNXFunctionMessage {
  /// The function's nodes in the place of one that calls it: its inputs and outputs have the names that they have there, and
  /// all others begin with the caller's, which nothing else in the graph does.
  func body(of call: ONNXNodeMessage) -> [ONNXNodeMessage] {
    var names: [String: String] = [:]
    // An optional input that is left out has no name there.
    for (index, input) in inputs.enumerated() { names[input] = index < call.inputs.count ? call.inputs[index] : "" }
    for (index, output) in outputs.enumerated() where index < call.outputs.count && !call.outputs[index].isEmpty {
      names[output] = call.outputs[index]
    }
    let prefix = (call.outputs.first ?? call.name) + "/"
    let attributes = Dictionary(
      (defaults + call.attributes).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let rename = FunctionNames(names: names, prefix: prefix, attributes: attributes)
    return nodes.map { rename.node($0) }
  }
}

/// What names and attributes of a function's nodes are where it is called.
private struct FunctionNames {
  let names: [String: String]
  let prefix: String
  /// The caller's attributes, and the function's own values for those that it does not give.
  let attributes: [String: ONNXAttributeMessage]

  private func name(_ name: String) -> String { name.isEmpty ? "" : names[name] ?? prefix + name }

  func node(_ node: ONNXNodeMessage) -> ONNXNodeMessage {
    var node = node
    node.name = prefix + node.name
    node.inputs = node.inputs.map(name)
    node.outputs = node.outputs.map(name)
    node.attributes = node.attributes.compactMap(attribute)
    return node
  }

  /// An attribute that stands for one of the caller's is left out where there is none.
  private func attribute(_ attribute: ONNXAttributeMessage) -> ONNXAttributeMessage? {
    var result = attribute
    if !attribute.reference.isEmpty {
      guard let given = attributes[attribute.reference] else { return nil }
      result = given
      result.name = attribute.name
    }
    result.graph = result.graph.map(graph)
    return result
  }

  private func graph(_ graph: ONNXGraphMessage) -> ONNXGraphMessage {
    var graph = graph
    graph.nodes = graph.nodes.map(node)
    for index in graph.initializers.indices { graph.initializers[index].name = name(graph.initializers[index].name) }
    for index in graph.inputs.indices { graph.inputs[index].name = name(graph.inputs[index].name) }
    for index in graph.outputs.indices { graph.outputs[index].name = name(graph.outputs[index].name) }
    return graph
  }
}
