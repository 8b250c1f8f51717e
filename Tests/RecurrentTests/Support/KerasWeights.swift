import Recurrent

/// An array as the golden files have it.
struct GoldenArray: Decodable {
  let shape: [Int]
  let values: [Float]

  var tensor: Tensor { Tensor(shape: shape, scalars: values) }
  var tokens: IndexTensor { IndexTensor(shape: shape, scalars: values.map { Int32($0) }) }
}

extension Module {
  /// Takes the layer's parameters from a list in Keras's order and layout: each with its values turned into ours.
  func takeKerasParameters(_ arrays: inout ArraySlice<GoldenArray>) -> [(parameter: Parameter, value: Tensor)] {
    if let time = self as? TimeDistributed { return time.layer.module.takeKerasParameters(&arrays) }
    if let layer = self as? RecurrentLayer { return layer.cell.takeKeras(layer.parameters, &arrays) }
    if let both = self as? Bidirectional { return both.takeKeras(&arrays) }
    // A kernel [inputs, outputs] is the transpose of a weight; tables and vectors are as they are here.
    return parameters.map { parameter in
      let array = arrays.removeFirst().tensor
      return (parameter, self is Dense && array.rank == 2 ? array.transposed() : array)
    }
  }
}

extension Bidirectional {
  fileprivate func takeKeras(_ arrays: inout ArraySlice<GoldenArray>) -> [(parameter: Parameter, value: Tensor)] {
    layers.flatMap { layer in
      let parameters = layer.parameters
      let count = parameters.count / layer.direction.count
      return stride(from: 0, to: parameters.count, by: count).flatMap { start in
        layer.cell.takeKeras(Array(parameters[start..<(start + count)]), &arrays)
      }
    }
  }
}

extension Cell {
  /// Keras's order of gates in ours: a GRU's are z, r, h there and r, z, n here.
  private var kerasGates: [Int] {
    switch self {
    case .gruResetAfter, .gruResetBefore: [1, 0, 2]
    case .lstm: [0, 1, 2, 3]
    case .rnn: [0]
    }
  }

  fileprivate func takeKeras(
    _ parameters: [Parameter], _ arrays: inout ArraySlice<GoldenArray>
  ) -> [(parameter: Parameter, value: Tensor)] {
    let hidden = parameters[1].shape[1]
    /// Blocks of rows in our order of gates.
    func ordered(_ rows: Tensor) -> Tensor {
      Tensor(concatenating: kerasGates.map { rows.slice(($0 * hidden)..<(($0 + 1) * hidden), axis: 0) }, axis: 0)
    }
    var values = [ordered(arrays.removeFirst().tensor.transposed()), ordered(arrays.removeFirst().tensor.transposed())]
    if parameters.count == 3 { values.append(ordered(arrays.removeFirst().tensor)) }
    if parameters.count == 4 {
      // [2, gates * hidden]: the input's and the recurrent product's.
      let biases = arrays.removeFirst().tensor
      for row in 0..<2 { values.append(ordered(biases.slice(row..<(row + 1), axis: 0).reshaped([biases.shape[1]]))) }
    }
    return Array(zip(parameters, values)).map { (parameter: $0, value: $1) }
  }
}
