import RecurrentFormats

/// A graph of operators, as a file has it: names where a plan has memory.
///
/// `@unchecked Sendable`: a graph changes while its model is opened, and from then on only by what its nodes keep.
final class Graph: @unchecked Sendable {
  var nodes: [GraphNode] = []
  /// Values that are known without any input: the file's tensors, and what was computed from them.
  var constants: [String: View] = [:]
  var inputs: [String] = []
  var outputs: [String] = []
  /// What the file says of the outputs; it may say nothing of those of a loop's body.
  var declaredOutputs: [ONNXPort] = []
}

/// One operator of a graph.
///
/// `@unchecked Sendable`: what a node keeps is written under the lock of its model's compiler alone.
final class GraphNode: @unchecked Sendable {
  enum Attribute {
    case float(Float)
    case integer(Int)
    case string(String)
    case tensor(View)
    case graph(Graph)
    case floats([Float])
    case integers([Int])
    case strings([String])
  }

  let name: String
  let type: String
  let domain: String
  /// "" where an optional one is absent.
  let inputs: [String]
  let outputs: [String]
  let attributes: [String: Attribute]
  /// What an operator made of known inputs, for plans of all shapes: packed weights.
  private var kept: (inputs: [GraphBuffer], value: any Sendable)?

  init(
    name: String, type: String, domain: String, inputs: [String], outputs: [String], attributes: [String: Attribute]
  ) {
    (self.name, self.type, self.domain) = (name, type, domain)
    (self.inputs, self.outputs, self.attributes) = (inputs, outputs, attributes)
  }

  /// What was kept for these inputs, or else is made and kept.
  func kept<Kept: Sendable>(for inputs: [GraphBuffer], make: () throws -> Kept) rethrows -> Kept {
    if let kept, let value = kept.value as? Kept, kept.inputs.elementsEqual(inputs, by: ===) { return value }
    let made = try make()
    kept = (inputs, made)
    return made
  }

  /// The graphs inside it: branches, bodies of loops.
  var subgraphs: [Graph] {
    attributes.values.compactMap { attribute in
      if case .graph(let graph) = attribute { graph } else { nil }
    }
  }
}
