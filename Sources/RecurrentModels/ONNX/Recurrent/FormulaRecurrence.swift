import RecurrentFormats
import RecurrentKernels

/// A recurrent node by the operator's own formulas, for the forms that the kernels do not have: peepholes, clipping,
/// coupled gates, rare activations. Written to be read; some ten times slower than the kernels.
struct FormulaRecurrence: Sendable {
  private let cell: Cell
  private let direction: Direction
  private let activations: [[RecurrentActivation]]
  private let clip: Float
  private let isCoupled: Bool
  private let inputSize: Int
  private let hiddenSize: Int
  /// Of each direction, with PyTorch's order of gates.
  private let weights: [RecurrentWeights<[Float]>]
  /// Of each direction, the gates i, o, f.
  private let peepholes: [[Float]]?
  private let operands: RecurrentOperands

  init(_ node: RecurrentNode, _ operands: RecurrentOperands) {
    (cell, direction, activations) = (node.cell, node.direction, node.activations)
    (clip, isCoupled) = (node.clip, node.isCoupled)
    (inputSize, hiddenSize) = (node.inputSize, node.hiddenSize)
    weights = (0..<node.direction.count).map { node.layerWeights(direction: $0) }
    peepholes = node.peepholes.map { view in (0..<node.direction.count).map { view.element($0, axis: 0).floats } }
    self.operands = operands
  }

  func run(_ memory: GraphMemory) throws {
    for d in 0..<direction.count {
      for n in 0..<operands.batch { try run(memory, direction: d, row: n) }
    }
  }

  private func run(_ memory: GraphMemory, direction d: Int, row n: Int) throws {
    let (steps, width) = (operands.steps, direction.count * hiddenSize)
    let length = try operands.lengths.map { Int(try operands.length(memory.integers($0)[n])) } ?? steps
    let isReverse = direction == .reverse || d == 1
    let (input, output) = (memory.floats(operands.input), memory.floats(operands.output))
    let state = (d * operands.batch + n) * hiddenSize
    func initial(_ view: View?) -> [Float] {
      (0..<hiddenSize).map { unit in view.map { memory.floats($0)[state + unit] } ?? 0 }
    }
    var (h, c) = (initial(operands.initialHidden), initial(operands.initialCell))
    for step in 0..<length {
      let t = isReverse ? length - 1 - step : step
      let x = (0..<inputSize).map { input[(n * steps + t) * inputSize + $0] }
      advance(&h, &c, x, d)
      for unit in 0..<hiddenSize { output[(n * steps + t) * width + d * hiddenSize + unit] = h[unit] }
    }
    for t in length..<steps {
      for unit in 0..<hiddenSize { output[(n * steps + t) * width + d * hiddenSize + unit] = 0 }
    }
    for unit in 0..<hiddenSize {
      memory.floats(operands.finalHidden)[state + unit] = h[unit]
      if let cell = operands.finalCell { memory.floats(cell)[state + unit] = c[unit] }
    }
  }

  private func advance(_ h: inout [Float], _ c: inout [Float], _ x: [Float], _ d: Int) {
    switch cell {
    case .rnn: h = (0..<hiddenSize).map { activated(sum(0, $0, x, h, d), 0, d) }
    case .lstm: advanceLSTM(&h, &c, x, d)
    case .gruResetAfter, .gruResetBefore: h = advancedGRU(h, x, d)
    }
  }

  /// W x + b of a unit of one gate.
  private func inputSum(_ gate: Int, _ unit: Int, _ x: [Float], _ d: Int) -> Float {
    let row = gate * hiddenSize + unit
    return dot(weights[d].weightIH, row, x) + (weights[d].biasIH?[row] ?? 0)
  }

  /// U h + b.
  private func recurrentSum(_ gate: Int, _ unit: Int, _ h: [Float], _ d: Int) -> Float {
    let row = gate * hiddenSize + unit
    return dot(weights[d].weightHH, row, h) + (weights[d].biasHH?[row] ?? 0)
  }

  private func sum(_ gate: Int, _ unit: Int, _ x: [Float], _ h: [Float], _ d: Int) -> Float {
    inputSum(gate, unit, x, d) + recurrentSum(gate, unit, h, d)
  }

  private func dot(_ matrix: [Float], _ row: Int, _ vector: [Float]) -> Float {
    var sum: Float = 0
    for index in vector.indices { sum += matrix[row * vector.count + index] * vector[index] }
    return sum
  }

  private func activated(_ x: Float, _ index: Int, _ d: Int) -> Float {
    activations[d][index](clip > 0 ? min(max(x, -clip), clip) : x)
  }

  /// The weight of c in a gate: i, o, f.
  private func peephole(_ gate: Int, _ unit: Int, _ d: Int) -> Float {
    peepholes?[d][gate * hiddenSize + unit] ?? 0
  }

  private func advanceLSTM(_ h: inout [Float], _ c: inout [Float], _ x: [Float], _ d: Int) {
    let old = h
    for unit in 0..<hiddenSize {
      let i = activated(sum(0, unit, x, old, d) + peephole(0, unit, d) * c[unit], 0, d)
      let f = isCoupled ? 1 - i : activated(sum(1, unit, x, old, d) + peephole(2, unit, d) * c[unit], 0, d)
      let g = activated(sum(2, unit, x, old, d), 1, d)
      c[unit] = f * c[unit] + i * g
      let o = activated(sum(3, unit, x, old, d) + peephole(1, unit, d) * c[unit], 0, d)
      h[unit] = o * activations[d][2](c[unit])
    }
  }

  private func advancedGRU(_ h: [Float], _ x: [Float], _ d: Int) -> [Float] {
    let r = (0..<hiddenSize).map { activated(sum(0, $0, x, h, d), 0, d) }
    let z = (0..<hiddenSize).map { activated(sum(1, $0, x, h, d), 0, d) }
    let reset = zip(r, h).map { $0 * $1 }
    return (0..<hiddenSize).map { unit in
      let recurrent =
        cell == .gruResetAfter ? r[unit] * recurrentSum(2, unit, h, d) : recurrentSum(2, unit, reset, d)
      let n = activated(inputSum(2, unit, x, d) + recurrent, 1, d)
      return (1 - z[unit]) * n + z[unit] * h[unit]
    }
  }
}
