import RecurrentFoundation

extension Graph {
  /// The nodes, those of graphs inside it too, whose operators are not run here.
  private var unknownNodes: [GraphNode] {
    nodes.flatMap { node in
      let inner = node.subgraphs.flatMap(\.unknownNodes)
      return OperatorTable.row(type: node.type, domain: node.domain) == nil ? [node] + inner : inner
    }
  }

  /// All operators that are not run here, each with how many nodes have it and the first of them; nil: there are none.
  ///
  /// - Parameter versions: of each domain's operators.
  func unknownOperators(versions: [String: Int]) -> String? {
    let groups = Dictionary(grouping: unknownNodes) { [$0.domain, $0.type] }.sorted {
      $0.key.lexicographicallyPrecedes($1.key)
    }
    guard !groups.isEmpty else { return nil }
    let names = groups.map { key, nodes in
      let domain = key[0].isEmpty ? "" : " of \(key[0].visible(100))"
      let others = nodes.count > 1 ? " and \(nodes.count - 1) more" : ""
      return "\(key[1].visible(100))\(domain), version \(versions[key[0]] ?? 1) (node \(nodes[0].name.quoted)\(others))"
    }
    return "operators that are not run here: " + names.joined(separator: "; ")
      + ": export the model without them, or give their part of the graph to the program around"
  }
}
