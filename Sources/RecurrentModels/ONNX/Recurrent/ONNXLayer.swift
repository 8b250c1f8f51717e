import RecurrentFormats
import RecurrentKernels
import RecurrentLayers

/// The weights of an LSTM, GRU or RNN node, under PyTorch's names and in its layout: what a layer that can be trained
/// takes.
public struct ONNXLayer: Sendable {
  /// The node's name in the file, or its first output's where it has none.
  public let node: String
  /// Which cell.
  public let cell: Cell
  /// From which end it reads.
  public let direction: Direction
  /// The features of a step that it reads.
  public let inputSize: Int
  /// The units of its state.
  public let hiddenSize: Int
  /// f in the formulas of `Cell`.
  public let activation: Activation
  /// s in the formulas of `Cell`.
  public let recurrentActivation: Activation
  /// `weight_ih_l0` [gates · hidden, input], `weight_hh_l0` [gates · hidden, hidden], `bias_ih_l0` and `bias_hh_l0`
  /// [gates · hidden] where there are biases; the second direction's end in `_reverse`.
  public let tensors: [NamedTensor]

  init(_ node: RecurrentNode) throws {
    guard let activations = node.kernelActivations else {
      throw NodeError("peepholes, clipping, coupled gates or its activations are nothing that a layer here has")
    }
    self.node = node.call.node.name
    (cell, direction, inputSize, hiddenSize) = (node.cell, node.direction, node.inputSize, node.hiddenSize)
    (activation, recurrentActivation) = activations
    let rows = node.cell.gates * node.hiddenSize
    let (inputSize, hiddenSize) = (node.inputSize, node.hiddenSize)
    tensors = (0..<node.direction.count).flatMap { index -> [NamedTensor] in
      let (weights, suffix) = (node.layerWeights(direction: index), index == 0 ? "_l0" : "_l0_reverse")
      let biases = [("bias_ih", weights.biasIH), ("bias_hh", weights.biasHH)]
      return [
        NamedTensor(name: "weight_ih" + suffix, shape: [rows, inputSize], values: weights.weightIH),
        NamedTensor(name: "weight_hh" + suffix, shape: [rows, hiddenSize], values: weights.weightHH),
      ]
        + biases.compactMap { name, values in values.map { NamedTensor(name: name + suffix, shape: [rows], values: $0) }
        }
    }
  }

  /// A new layer with these weights, ready to be run and to go on learning.
  public func makeLayer() -> RecurrentLayer {
    let layer = RecurrentLayer(
      cell: cell, inputSize: inputSize, hiddenSize: hiddenSize, direction: direction, activation: activation,
      recurrentActivation: recurrentActivation, bias: tensors.count > 2 * direction.count ? .double : .none)
    let parameters = Dictionary(uniqueKeysWithValues: layer.namedParameters.map { ($0.name, $0.parameter) })
    for tensor in tensors { parameters[tensor.name]!.value = Tensor(shape: tensor.shape, scalars: tensor.values) }
    return layer
  }
}

extension ONNXModel {
  /// The nodes with weights of a layer, in branches and loops too.
  public var layerNodes: [String] { plans.layerNodes.map(\.node.name) }

  /// The weights of an LSTM, GRU or RNN node.
  ///
  /// - Throws: ``ONNXError`` where no such node is there, its weights come from an input, or no layer here has its form.
  public func weights(of node: String) throws -> ONNXLayer {
    try naming(path) {
      guard let found = plans.layerNodes.first(where: { $0.node.name == node }) else {
        throw ONNXError.Problem.noLayer(node: node, known: layerNodes)
      }
      do {
        return try plans.layer(found)
      } catch let error as NodeError {
        throw ONNXError.Problem.node(node, type: found.node.type, reason: error.reason)
      }
    }
  }
}
