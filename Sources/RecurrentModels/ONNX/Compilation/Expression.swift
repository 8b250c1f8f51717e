import RecurrentKernels

/// Arithmetic of each element that is not computed yet: chains of operators become one pass over memory.
indirect enum Expression: Sendable {
  case leaf(View)
  case constant(Float)
  case operation(ElementwiseOperation, [Expression], shape: [Int])

  var shape: [Int] {
    switch self {
    case .leaf(let view): view.shape
    case .constant: []
    case .operation(_, _, let shape): shape
    }
  }

  /// At most so many inputs has the program that computes it.
  var leafCount: Int {
    switch self {
    case .leaf: 1
    case .constant: 0
    case .operation(_, let operands, _): operands.reduce(0) { $0 + $1.leafCount }
    }
  }

  /// At most so many instructions.
  var instructionCount: Int {
    switch self {
    case .leaf: 0
    case .constant: 1
    case .operation(_, let operands, _): operands.reduce(1) { $0 + $1.instructionCount }
    }
  }

  /// The views that it is computed from.
  var leaves: [View] {
    switch self {
    case .leaf(let view): [view]
    case .constant: []
    case .operation(_, let operands, _): operands.flatMap(\.leaves)
    }
  }
}

/// The program of an expression, and the view of each of its inputs.
struct ExpressionProgram {
  private(set) var leaves: [View] = []
  private var instructions: [(operation: ElementwiseOperation, operands: [Operand], constant: Float)] = []

  private enum Operand: Hashable {
    case input(Int)
    case instruction(Int)
  }

  /// - Parameter shape: that of the result, to which each leaf is repeated.
  init(_ expression: Expression, shape: [Int]) {
    result = .input(0)
    result = add(expression, shape)
  }

  private var result: Operand

  var program: ElementwiseProgram {
    func number(_ operand: Operand) -> Int32 {
      switch operand {
      case .input(let index): Int32(index)
      case .instruction(let index): Int32(leaves.count + index)
      }
    }
    return ElementwiseProgram(
      inputCount: leaves.count,
      instructions: instructions.map { instruction in
        var operands = SIMD3<Int32>(repeating: 0)
        for (index, operand) in instruction.operands.enumerated() { operands[index] = number(operand) }
        return .init(operation: instruction.operation, operands: operands, constant: instruction.constant)
      },
      outputs: [number(result)])
  }

  private mutating func add(_ expression: Expression, _ shape: [Int]) -> Operand {
    switch expression {
    case .leaf(let view): return .input(input(view.broadcast(to: shape)))
    case .constant(let value): return add(.constant, [], value)
    case .operation(let operation, let operands, _):
      let numbers = operands.map { add($0, shape) }
      return add(operation, numbers, 0)
    }
  }

  /// An instruction, or an equal one that is there.
  private mutating func add(_ operation: ElementwiseOperation, _ operands: [Operand], _ constant: Float) -> Operand {
    let known = instructions.firstIndex {
      $0.operation == operation && $0.operands == operands && $0.constant.bitPattern == constant.bitPattern
    }
    if let known { return .instruction(known) }
    instructions.append((operation, operands, constant))
    return .instruction(instructions.count - 1)
  }

  private mutating func input(_ view: View) -> Int {
    let known = leaves.firstIndex {
      $0.buffer === view.buffer && $0.offset == view.offset && $0.strides == view.strides
    }
    if let known { return known }
    leaves.append(view)
    return leaves.count - 1
  }
}
