import RecurrentFoundation
import Testing

@testable import RecurrentModels

/// The order of a functional model's layers.
@Suite struct KerasChainTests {
  /// Layers by name, each with those that go in, as Keras 2 writes them.
  private func steps(_ layers: [(name: String, inputs: [String])]) throws -> [KerasChain.Step] {
    let texts = layers.map { layer in
      let inputs = layer.inputs.map { #"["\#($0)", 0, 0, {}]"# }.joined(separator: ", ")
      let kind = layer.name.hasPrefix("add") ? "Add" : "Dense"
      return
        #"{"name": "\#(layer.name)", "class_name": "\#(kind)", "inbound_nodes": [\#(inputs.isEmpty ? "" : "[\(inputs)]")]}"#
    }
    let text = #"{"layers": [\#(texts.joined(separator: ", "))], "output_layers": [["\#(layers.last!.name)", 0, 0]]}"#
    let config = try JSONParser.parse(Array(text.utf8), maximumDepth: 16)
    return try KerasChain.steps(of: config["layers"]!.elements!, config: config, path: "model.h5")
  }

  private func text(_ steps: [KerasChain.Step]) -> String {
    let parts = steps.map { step in
      switch step {
      case .layer(let name): name
      case .residual(let inner, let sum): "\(sum)(\(text(inner)))"
      }
    }
    return parts.joined(separator: " ")
  }

  @Test func sumsLieInSums() throws {
    let found = try steps([
      ("a", []), ("b", ["a"]), ("c", ["b"]), ("add1", ["c", "b"]), ("add2", ["a", "add1"]), ("d", ["add2"]),
    ])
    #expect(text(found) == "a add2(b add1(c)) d")
  }

  /// No file takes the stack, or goes round for ever.
  @Test func depthHasAnEnd() throws {
    // Each sum is of the first layer and of what is behind the sum before.
    var layers: [(String, [String])] = [("a", []), ("b0", ["a"])]
    for index in 1...20_000 { layers += [("add\(index)", ["b\(index - 1)", "a"]), ("b\(index)", ["add\(index)"])] }
    let error = #expect(throws: ForeignModelError.self) { try steps(layers) }
    #expect(error?.description.contains("sums lie in more") == true, "\(error as Any)")
    let round = #expect(throws: ForeignModelError.self) {
      try steps([("add1", ["b", "c"]), ("c", ["b"]), ("b", ["c"]), ("d", ["add1"])])
    }
    #expect(round?.description.contains("no chain") == true, "\(round as Any)")
  }
}
