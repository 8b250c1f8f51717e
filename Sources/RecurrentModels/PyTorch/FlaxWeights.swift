import RecurrentKernels
import RecurrentLayers

/// Flax's cells, a Dense for each gate, and its other layers, whose kernels are `[input, output]`.
enum FlaxWeights {
  static func targets(of dense: Dense, _ prefix: String) -> [WeightTarget] {
    [WeightTarget(dense.weight, [prefix + "kernel"], value: transposed)]
      + (dense.bias.map { [WeightTarget($0, [prefix + "bias"])] } ?? [])
  }

  private static func transposed(_ tensors: [Tensor]) -> Tensor {
    tensors[0].rank == 2 ? tensors[0].transposed() : tensors[0]
  }

  /// The gates in our order, and which of their two products have a bias. `SimpleCell` has one gate without a name.
  private static func gates(of cell: Cell) -> [(gate: String, biased: [String])] {
    switch cell {
    case .lstm: ["i", "f", "g", "o"].map { ($0, ["h"]) }
    case .gruResetAfter, .gruResetBefore: [("r", ["i"]), ("z", ["i"]), ("n", ["i", "h"])]
    case .rnn: [("", ["i"])]
    }
  }

  static func targets(of layer: RecurrentLayer, _ prefix: String) -> [WeightTarget] {
    let (gates, parameters) = (gates(of: layer.cell), layer.parameters)
    let products = zip(["i", "h"], parameters).map { product, parameter in
      WeightTarget(parameter, gates.map { "\(prefix)\(product)\($0.gate).kernel" }) { tensors in
        try UnfitTensor.require([parameter.shape[1], parameter.shape[0] / gates.count], tensors)
        return Tensor(concatenating: tensors.map { transposed([$0]) }, axis: 0)
      }
    }
    // One bias takes all that there are.
    let biases = parameters.count == 3 ? [["i", "h"]] : [["i"], ["h"]]
    return products
      + zip(biases, parameters.dropFirst(2)).map { products, parameter in
        let names = gates.map { gate in
          products.filter(gate.biased.contains).map { "\(prefix)\($0)\(gate.gate).bias" }
        }
        return bias(parameter, names, size: layer.hiddenSize)
      }
  }

  /// A bias whose gates' parts are each the sum of some tensors.
  private static func bias(_ parameter: Parameter, _ names: [[String]], size: Int) -> WeightTarget {
    WeightTarget(parameter, names.flatMap(\.self)) { tensors in
      try UnfitTensor.require([size], tensors)
      var rest = tensors[...]
      let parts = names.map { own in own.reduce(Tensor.zeros([size])) { sum, _ in sum + rest.removeFirst() } }
      return Tensor(concatenating: parts, axis: 0)
    }
  }
}
