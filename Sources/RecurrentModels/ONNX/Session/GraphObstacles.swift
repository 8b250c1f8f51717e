import RecurrentFoundation

/// All that is not run here of a model, in words.
struct GraphObstacles {
  private let problems: [ONNXError.Problem]
  /// The model's inputs and outputs.
  private let ports: [ONNXPort]

  /// - Parameter problems: of nodes; what is said twice of one is said once.
  init(_ problems: [ONNXError.Problem], ports: [ONNXPort]) {
    self.problems = problems.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    self.ports = ports
  }

  /// nil: all is run.
  var text: String? {
    let parts = [operators, forms, strangePorts].compactMap(\.self)
    guard !parts.isEmpty else { return nil }
    return parts.joined(separator: "; ")
      + ": export the model without them, or give their part of the graph to the program around"
  }

  private var strangePorts: String? {
    let texts = ports.compactMap { port in port.strangeKind.map { "\(port.name.quoted) (\($0))" } }
    return texts.isEmpty ? nil : "inputs and outputs that are neither taken nor given: " + texts.joined(separator: ", ")
  }

  /// Each operator with how many nodes have it and the first of them.
  private var operators: String? {
    var nodes: [[String]: (version: Int, names: [String])] = [:]
    for case .unsupportedOperator(let type, let domain, let version, let node) in problems {
      nodes[[domain, type], default: (version, [])].names.append(node)
    }
    let sorted = nodes.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    let texts = sorted.map { key, found in
      let domain = key[0].isEmpty ? "" : " of \(key[0].visible(100))"
      let others = found.names.count > 1 ? " and \(found.names.count - 1) more" : ""
      return "\(key[1].visible(100))\(domain), version \(found.version) (node \(found.names[0].quoted)\(others))"
    }
    return texts.isEmpty ? nil : "operators that are not run here: " + texts.joined(separator: "; ")
  }

  /// Each node that has one.
  private var forms: String? {
    var texts: [String] = []
    for case .unsupportedForm(let type, let version, let node, let reason) in problems {
      texts.append("\(type.visible(100)), version \(version) (node \(node.quoted)): \(reason.visible(200))")
    }
    return texts.isEmpty ? nil : "forms that are not run here: " + texts.joined(separator: "; ")
  }
}
