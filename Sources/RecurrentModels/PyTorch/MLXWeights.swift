import RecurrentKernels
import RecurrentLayers

/// MLX's layers: one level, one direction. Early files have `Wx` the other way round, which its shape tells unless it is
/// square. The products of an `RNN` are `Wxh` and `Whh`.
enum MLXWeights {
  static func targets(of layer: RecurrentLayer, _ prefix: String) -> [WeightTarget] {
    let (parameters, hidden) = (layer.parameters, layer.hiddenSize)
    let isGRU = layer.cell == .gruResetAfter || layer.cell == .gruResetBefore
    let bias = prefix + (isGRU ? "b" : "bias")
    let products = layer.cell == .rnn ? ["Wxh", "Whh"] : ["Wx", "Wh"]
    return parameters.enumerated().map { index, parameter in
      switch index {
      case 0, 1:
        return WeightTarget(parameter, [prefix + products[index]]) { tensors in
          tensors[0].shape == parameter.shape.reversed() && tensors[0].shape != parameter.shape
            ? tensors[0].transposed() : tensors[0]
        }
      case 2: return WeightTarget(parameter, [bias])
      // The second bias is n's of a GRU; elsewhere there is none.
      default:
        let gates = parameter.shape[0]
        return isGRU
          ? WeightTarget(parameter, [prefix + "bhn"]) {
            $0[0].rank == 1 && $0[0].shape[0] == hidden ? $0[0].padded(axis: 0, before: gates - hidden) : $0[0]
          } : WeightTarget(parameter, [bias]) { _ in Tensor.zeros([gates]) }
      }
    }
  }
}
