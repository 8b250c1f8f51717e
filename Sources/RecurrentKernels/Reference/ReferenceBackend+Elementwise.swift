import RecurrentFoundation

/// Elementwise programs: for each element, one instruction after the other.
extension ReferenceBackend {
  func run(_ call: KernelCall.Operate) throws(InvalidArgument) {
    try require(call.count >= 0 && call.operation != .constant)
    func value(_ operand: KernelCall.Operate.Operand, _ element: Int) -> Float {
      switch operand {
      case .array(let array): array[element]
      case .number(let number): number
      }
    }
    for i in 0..<call.count {
      call.y[i] = call.operation.value(value(call.a, i), value(call.b, i), value(call.c, i), constant: 0)
    }
  }

  func run(_ call: KernelCall.Elementwise) throws(InvalidArgument) {
    let (program, rank) = (call.program, call.shape.count)
    try require(rank <= 8 && call.shape.allSatisfy { $0 >= 0 })
    let elements = call.shape.reduce(Optional(1)) { count, size in
      count.flatMap { $0.multipliedReportingOverflow(by: size) }.flatMap { $0.overflow ? nil : $0.partialValue }
    }
    try require(elements != nil || call.shape.contains(0))
    try require(call.inputs.count == program.inputCount && call.outputs.count == program.outputs.count)
    try require(call.scalars.count == program.scalarCount)
    try require(call.inputStrides.map { $0.count == call.inputs.count * rank } ?? true)
    try require(call.outputStrides.map { $0.count == call.outputs.count * rank } ?? true)
    let given = program.inputCount + program.scalarCount
    var values = [Float](repeating: 0, count: given + program.instructions.count)
    values.replaceSubrange(program.inputCount..<given, with: call.scalars)
    forEachIndex(of: call.shape) { index, element in
      func offset(_ array: Int, _ strides: [Int]?) -> Int {
        guard let strides else { return element }
        return index.indices.reduce(0) { $0 + index[$1] * strides[array * rank + $1] }
      }
      for (number, input) in call.inputs.enumerated() { values[number] = input[offset(number, call.inputStrides)] }
      for (number, instruction) in program.instructions.enumerated() {
        let (a, b, c) = (instruction.operands.x, instruction.operands.y, instruction.operands.z)
        values[given + number] = instruction.operation.value(
          values[Int(a)], values[Int(b)], values[Int(c)], constant: instruction.constant)
      }
      for (number, output) in call.outputs.enumerated() {
        output[offset(number, call.outputStrides)] = values[Int(program.outputs[number])]
      }
    }
  }

  /// Every index of a shape in row-major order, with its number.
  private func forEachIndex(of shape: [Int], _ body: (_ index: [Int], _ element: Int) -> Void) {
    var index = [Int](repeating: 0, count: shape.count)
    for element in 0..<shape.reduce(1, *) {
      body(index, element)
      for axis in shape.indices.reversed() {
        index[axis] += 1
        if index[axis] < shape[axis] { break }
        index[axis] = 0
      }
    }
  }
}

extension ElementwiseOperation {
  func value(_ a: Float, _ b: Float, _ c: Float, constant: Float) -> Float {
    switch self {
    case .constant: constant
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .multiplyAdd: c.addingProduct(a, b)
    case .power: powf(a, b)
    case .minimum: a.isNaN ? a : b.isNaN ? b : Swift.min(a, b)
    case .maximum: a.isNaN ? a : b.isNaN ? b : Swift.max(a, b)
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .equal: a == b ? 1 : 0
    case .select: a != 0 ? b : c
    case .negate: -a
    case .absolute: abs(a)
    case .sign: a > 0 ? 1 : a < 0 ? -1 : a
    case .floor: a.rounded(.down)
    case .squareRoot: a.squareRoot()
    case .exp: expf(a)
    case .log: logf(a)
    case .tanh: Activation.tanh(a)
    case .sigmoid: Activation.sigmoid(a)
    case .expm1: expm1f(a)
    case .log1p: log1pf(a)
    case .erf: erff(a)
    case .hardSigmoid: Activation.hardSigmoid(a)
    case .relu: Activation.relu(a)
    case .tanhGradient: a * Activation.tanh.derivative(atOutput: b)
    case .sigmoidGradient: a * Activation.sigmoid.derivative(atOutput: b)
    case .hardSigmoidGradient: a * Activation.hardSigmoid.derivative(atOutput: b)
    case .reluGradient: a * Activation.relu.derivative(atOutput: b)
    }
  }
}
