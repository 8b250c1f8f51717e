import RecurrentFormats

extension GraphCompiler {
  /// What of a graph is not run here, whatever it is given: operators that are not known, and forms of others. Nodes behind
  /// those, and behind what follows from an input's numbers, are looked at no further than their operators.
  ///
  /// - Parameter inputs: of the graph, as far as they are known.
  func obstacles(in graph: Graph, inputs: [String: GraphValue]) -> [ONNXError.Problem] {
    withScope(of: graph) {
      for (name, value) in inputs { define(name, value) }
      return graph.nodes.flatMap { node in
        let inner = node.subgraphs.flatMap { obstacles(in: $0, inputs: [:]) }
        return (obstacle(of: node).map { [$0] } ?? []) + inner
      }
    }
  }

  /// The node's outputs are known then, if nothing is in the way.
  private func obstacle(of node: GraphNode) -> ONNXError.Problem? {
    guard OperatorTable.row(type: node.type, domain: node.domain) != nil else {
      return .unsupportedOperator(
        type: node.type, domain: node.domain, version: versions[node.domain] ?? 1, node: node.name)
    }
    guard node.inputs.allSatisfy({ $0.isEmpty || lookUp($0) != nil }) else { return nil }
    do {
      try compile(node)
      return nil
    } catch let problem as ONNXError.Problem {
      // Of inputs that were made up, the shapes may not fit.
      if case .unsupportedForm(_, _, node.name, _) = problem { return problem }
      return nil
    } catch {
      return nil
    }
  }
}
