import RecurrentKernels
import RecurrentLayers

/// `nn.RNN`, `nn.LSTM` and `nn.GRU`, and their cells, whose names have no level: `weight_ih` for `weight_ih_l0`.
enum PyTorchWeights {
  static func targets(of layer: RecurrentLayer, _ prefix: String) -> [WeightTarget] {
    layer.directions.flatMap { suffix, parameters -> [WeightTarget] in
      let isSingle = parameters.count == 3
      return parameters.enumerated().map { index, parameter in
        let name = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"][index]
        let names = isSingle && index == 2 ? ["bias_ih", "bias_hh"] : [name]
        return WeightTarget(parameter) { shape in
          // A file of our own has one bias where the layer has one.
          let full = names.map { prefix + $0 + suffix }.prefix { shape($0) != nil || $0.hasSuffix(names[0] + suffix) }
          guard suffix == "_l0", shape(full[0]) == nil else { return Array(full) }
          let cell = names.map { prefix + $0 }.filter { shape($0) != nil }
          return cell.isEmpty ? Array(full) : cell
        } value: { tensors in
          if tensors.count > 1 { try UnfitTensor.require(parameter.shape, tensors) }
          return tensors.dropFirst().reduce(tensors[0], +)
        }
      }
    }
  }
}
