import RecurrentFormats

extension Graph {
  /// Makes inputs and outputs of the states that recurrent nodes begin with zeros and do not give away: an exporter that
  /// saw whole sequences bakes them in, so that frames one by one would each be a beginning.
  ///
  /// - Parameter ports: the file's inputs. A state's batch is that of the node's input, where the file says it.
  /// - Returns: the inputs and the outputs that are new: `NODE.h` and `NODE.h_out`, `NODE.c` and `NODE.c_out`.
  func exposeStates(ports: [ONNXPort]) -> (inputs: [ONNXPort], outputs: [ONNXPort]) {
    var (newInputs, newOutputs): ([ONNXPort], [ONNXPort]) = ([], [])
    nodes = nodes.map { node in
      guard ["LSTM", "GRU", "RNN"].contains(node.type), node.domain.isEmpty,
        let weights = constants[node.inputs.count > 2 ? node.inputs[2] : ""], weights.rank == 3
      else { return node }
      var (inputs, outputs) = (node.inputs, node.outputs)
      // The places of h and c among the inputs, and among the outputs.
      for (state, input, output) in node.type == "LSTM" ? [("h", 5, 1), ("c", 6, 2)] : [("h", 5, 1)] {
        while inputs.count <= input { inputs.append("") }
        while outputs.count <= output { outputs.append("") }
        guard inputs[input].isEmpty || isZero(inputs[input]) else { continue }
        let name = "\(node.name).\(state)"
        inputs[input] = name
        if outputs[output].isEmpty { outputs[output] = name + "_out" }
        self.inputs.append(name)
        let shape: [ONNXPort.Dimension] = [
          .size(weights.shape[0]), batch(of: node, ports), .size(weights.shape[2]),
        ]
        newInputs.append(ONNXPort(name: name, elementType: .float32, shape: shape))
        // It may be given away already.
        guard !self.outputs.contains(outputs[output]) else { continue }
        self.outputs.append(outputs[output])
        newOutputs.append(ONNXPort(name: outputs[output], elementType: .float32, shape: shape))
      }
      return GraphNode(
        name: node.name, type: node.type, domain: node.domain, inputs: inputs, outputs: outputs,
        attributes: node.attributes)
    }
    return (newInputs, newOutputs)
  }

  private func batch(of node: GraphNode, _ ports: [ONNXPort]) -> ONNXPort.Dimension {
    let shape = ports.first { $0.name == node.inputs[0] }?.shape
    return shape.flatMap { $0.count == 3 ? $0[1] : nil } ?? .symbol("batch")
  }

  private func isZero(_ name: String) -> Bool {
    constants[name].map { $0.storage == .float && $0.floats.allSatisfy { $0 == 0 } } ?? false
  }
}
