import Recurrent
import RecurrentKernels
import TestSupport
import Testing

@testable import RecurrentModels

/// Each LSTM and GRU node of real files, as a layer with its weights, gives what the node gives.
@Suite struct LayerNodeTests {
  private static let files = [
    "silero-vad/silero_vad.onnx": 4, "gtcrn/gtcrn.onnx": 14, "gtcrn/gtcrn_simple.onnx": 14, "dtln/model_1.onnx": 2,
  ]

  @Test(.enabled(if: SharedModels.exists("gtcrn"), "shared/models is absent"), arguments: files.keys.sorted())
  func aNodesWeightsMakeItsLayer(file: String) throws {
    let model = try ONNXModel(contentsOf: SharedModels.path(file))
    let found = model.plans.layerNodes
    #expect(found.count == Self.files[file], "\(found.count)")
    var random = RandomGenerator(seed: 4)
    for (index, node) in found.enumerated() {
      let weights = try model.plans.layer(node)
      #expect(try model.weights(of: node.node.name).hiddenSize > 0)
      let (batch, time) = (2, 5 + index % 3)
      let x = Tensor.uniform([batch, time, weights.inputSize], in: -1...1, using: &random)
      let expected = try output(of: node, x.permuted([1, 0, 2]))
      let layer = weights.makeLayer()
      // [time, directions, batch, hidden] there, [batch, time, directions · hidden] here.
      let directions = weights.direction.count
      let found = layer(x).output.reshaped([batch, time, directions, weights.hiddenSize]).permuted([1, 2, 0, 3])
      #expect(found.shape == expected.shape)
      // Single precision: sums of some hundred products in another order, over a few steps; outputs are below 1.
      #expect(largestDifference(found.scalars, expected.scalars) <= 1e-5, "\(node.node.name)")
    }
  }

  /// What the node alone gives for an input.
  private func output(of found: (node: GraphNode, constants: [String: View]), _ x: Tensor) throws -> Tensor {
    let weights = Array(found.node.inputs.dropFirst().prefix(3))
    let graph = Graph()
    graph.inputs = ["x"]
    graph.outputs = ["y"]
    for name in weights where !name.isEmpty { graph.constants[name] = found.constants[name] }
    graph.nodes = [
      GraphNode(
        name: "node", type: found.node.type, domain: found.node.domain, inputs: ["x"] + weights, outputs: ["y"],
        attributes: found.node.attributes)
    ]
    let plans = GraphPlans(
      graph, Compute(threads: 1), versions: ["": 17], maximumBytes: ReadingLimit.bytes)
    return Tensor(try plans.run([ONNXTensor(x)])[0])
  }
}
