import RecurrentFormats
import RecurrentFoundation
import RecurrentKernels
import RecurrentLayers
import RecurrentTraining

/// Gives a layer's parameters the arrays of a Keras layer, in Keras's order and turned into our layout.
struct KerasTaking {
  private var arrays: ArraySlice<StoredTensor>
  private let layer: String
  private let path: String
  private(set) var taken: [(parameter: Parameter, value: Tensor)] = []

  init(_ arrays: [StoredTensor], layer: String, path: String) {
    (self.arrays, self.layer, self.path) = (arrays[...], layer, path)
  }

  private func failure(_ reason: String) -> ForeignModelError {
    ForeignModelError(path: path, problem: .unsupported(layer: layer.quoted, reason: reason))
  }

  /// - Throws: ``ForeignModelError`` where an array is left, missing or of another shape; ``FormatError``.
  mutating func finish() throws {
    guard arrays.isEmpty else { throw failure("it has weights that nothing takes: \(arrays.map(\.name).quoted)") }
  }

  mutating func take(_ module: any Module) throws {
    switch module {
    case let time as TimeDistributed: try take(time.layer.module)
    case let layer as RecurrentLayer: try take(layer.parameters, of: layer.cell, directions: layer.direction.count)
    case let both as Bidirectional: for layer in both.layers { try take(layer) }
    // [inputs, outputs] is the transpose of a weight, [taps, inputs, outputs] a kernel read from behind.
    case let dense as Dense:
      for parameter in dense.parameters { try give(parameter, next().transposedIfMatrix()) }
    case let convolution as Conv1D:
      for parameter in convolution.parameters {
        let array = try next()
        try give(parameter, array.rank == 3 ? array.permuted([2, 1, 0]) : array)
      }
    default: for parameter in module.parameters { try give(parameter, next()) }
    }
  }

  private mutating func next() throws -> Tensor {
    guard let array = arrays.popFirst() else { throw failure("it has too few weights") }
    return try array.weight(in: path)
  }

  private mutating func give(_ parameter: Parameter, _ value: Tensor) throws {
    guard value.shape == parameter.shape else {
      throw failure("\(parameter.name): its weight is \(value.shape) in our layout, expected \(parameter.shape)")
    }
    taken.append((parameter, value))
  }

  private mutating func take(_ parameters: [Parameter], of cell: Cell, directions: Int) throws {
    let count = parameters.count / directions
    for start in stride(from: 0, to: parameters.count, by: count) {
      try take(Array(parameters[start..<start + count]), of: cell)
    }
  }

  /// Kernel, recurrent kernel and bias; a GRU that resets after has two biases, one below the other.
  private mutating func take(_ parameters: [Parameter], of cell: Cell) throws {
    let rows = parameters[0].shape[0]
    if parameters.count > 2, arrays.dropFirst(2).first?.shape == [2 * rows] {
      return try takeCuDNN(parameters, of: cell)
    }
    for parameter in parameters.prefix(2) { try give(parameter, cell.reordered(next().transposedIfMatrix())) }
    switch parameters.count {
    case 3: try give(parameters[2], cell.reordered(next()))
    case 4:
      let biases = try next()
      guard biases.rank == 2, biases.shape[0] == 2 else {
        throw failure("its bias is \(biases.shape), expected two rows: was the file written with reset_after=False?")
      }
      for row in 0..<2 { try give(parameters[2 + row], cell.reordered(biases.part(row, axis: 0))) }
    default: break
    }
  }
}

// Layers that Keras 1 and 2 had for cuDNN, told by a bias twice as long.
extension KerasTaking {
  /// Each gate's kernel holds the numbers of its transpose in their order; there are two biases, one behind the other
  /// (`_convert_rnn_weights` of Keras 2's hdf5_format.py).
  private mutating func takeCuDNN(_ parameters: [Parameter], of cell: Cell) throws {
    for parameter in parameters.prefix(2) { try give(parameter, cell.reordered(next().gatesTurned(cell.gates))) }
    let both = try next()
    let half = both.count / 2
    let biases = [0..<half, half..<both.count].map { cell.reordered(both.slice($0, axis: 0)) }
    if parameters.count == 3 { return try give(parameters[2], biases[0] + biases[1]) }
    for (parameter, bias) in zip(parameters[2...], biases) { try give(parameter, bias) }
  }
}

extension Tensor {
  /// `[inputs, gates * units]` as `[gates * units, inputs]`, each gate's numbers in the order in which they stand.
  fileprivate func gatesTurned(_ gates: Int) -> Tensor {
    guard rank == 2, shape[1] % gates == 0 else { return self }
    let units = shape[1] / gates
    let blocks = (0..<gates).map { slice($0 * units..<($0 + 1) * units, axis: 1).reshaped([units, shape[0]]) }
    return Tensor(concatenating: blocks, axis: 0)
  }

  fileprivate func transposedIfMatrix() -> Tensor { rank == 2 ? transposed() : self }
}

extension Cell {
  /// Blocks of rows in our order of gates: a GRU's are z, r, h in Keras and r, z, n here.
  fileprivate func reordered(_ rows: Tensor) -> Tensor {
    guard self == .gruResetAfter || self == .gruResetBefore, rows.rank >= 1, rows.shape[0] % 3 == 0 else { return rows }
    let size = rows.shape[0] / 3
    return Tensor(concatenating: [1, 0, 2].map { rows.slice($0 * size..<($0 + 1) * size, axis: 0) }, axis: 0)
  }
}
