import RecurrentKernels

extension ElementwiseProgram {
  /// The results of expensive instructions, which a gradient had better be given than work out again.
  package var expensiveValues: [Int32] {
    instructions.enumerated().compactMap { index, instruction in
      instruction.operation.isExpensive ? Int32(inputCount + index) : nil
    }
  }

  /// This program with more outputs.
  package func with(outputs more: [Int32]) -> ElementwiseProgram {
    ElementwiseProgram(inputs: inputCount) { inputs in
      let values = replay(on: inputs, given: [:])
      return (outputs + more).map { values[Int($0)] }
    }
  }

  /// The gradient of a program of one output by some of its inputs, by the chain rule from the last instruction to the
  /// first.
  ///
  /// - Parameters:
  ///   - operands: the inputs to differentiate by.
  ///   - kept: values of this program that the gradient is given.
  /// - Returns: A program whose inputs are those of this one, then the kept values, then the output's gradient; its
  ///   outputs are the gradients of `operands`.
  package func gradient(by operands: [Int], kept: [Int32]) -> ElementwiseProgram {
    ElementwiseProgram(inputs: inputCount + kept.count + 1) { given in
      let known = Dictionary(uniqueKeysWithValues: zip(kept, given[inputCount...]))
      let values = replay(on: Array(given.prefix(inputCount)), given: known)
      var sums = [ElementwiseValue?](repeating: nil, count: values.count)
      sums[Int(outputs[0])] = given[given.count - 1]
      for (index, instruction) in instructions.enumerated().reversed() {
        guard let gradient = sums[inputCount + index] else { continue }
        let places = (0..<instruction.operation.arity).map { Int(instruction.operands[$0]) }
        let found = instruction.operation.gradients(
          gradient, operands: places.map { values[$0] }, result: values[inputCount + index])
        for case (let place, let part?) in zip(places, found) { sums[place] = sums[place].map { $0 + part } ?? part }
      }
      return operands.map { sums[$0] ?? ElementwiseValue(0) }
    }
  }

  /// All values of this program written down again, those that are given left out.
  private func replay(on inputs: [ElementwiseValue], given: [Int32: ElementwiseValue]) -> [ElementwiseValue] {
    var values = inputs
    for (index, instruction) in instructions.enumerated() {
      let operands = (0..<instruction.operation.arity).map { values[Int(instruction.operands[$0])] }
      values.append(
        given[Int32(inputCount + index)]
          ?? (instruction.operation == .constant
            ? ElementwiseValue(instruction.constant) : ElementwiseValue(instruction.operation, operands)))
    }
    return values
  }
}

extension ElementwiseOperation {
  /// The gradients of the operands; nil: zero throughout.
  ///
  /// Where a function has a corner the slope at it is 0 for |a|, half for each of two equal numbers for their minimum and
  /// maximum: the mean of the slopes on both sides.
  fileprivate func gradients(
    _ dy: ElementwiseValue, operands x: [ElementwiseValue], result y: ElementwiseValue
  ) -> [ElementwiseValue?] {
    switch self {
    case .constant: []
    case .add: [dy, dy]
    case .subtract: [dy, -dy]
    case .multiply: [dy * x[1], dy * x[0]]
    case .divide: [dy / x[1], -(dy * x[0] / (x[1] * x[1]))]
    case .multiplyAdd: [dy * x[1], dy * x[0], dy]
    // The logarithm of 0 would make a NaN of the second, which is 0 there.
    case .power:
      [
        dy * x[1] * x[0].power(x[1] - 1),
        dy * y * ElementwiseValue(.log, x[0].selected(where: x[0], else: ElementwiseValue(1))),
      ]
    case .minimum: [dy * share(x[0] .< x[1], x[0] .== x[1]), dy * share(x[1] .< x[0], x[0] .== x[1])]
    case .maximum: [dy * share(x[1] .< x[0], x[0] .== x[1]), dy * share(x[0] .< x[1], x[0] .== x[1])]
    case .less, .lessOrEqual, .equal: [nil, nil]
    case .select:
      [nil, dy.selected(where: x[0], else: ElementwiseValue(0)), ElementwiseValue(0).selected(where: x[0], else: dy)]
    case .negate: [-dy]
    case .absolute: [dy * x[0].sign()]
    case .sign, .floor: [nil]
    case .squareRoot: [dy / (y + y)]
    case .exp: [dy * y]
    case .log: [dy / x[0]]
    case .tanh: [ElementwiseValue(.tanhGradient, dy, y)]
    case .sigmoid: [ElementwiseValue(.sigmoidGradient, dy, y)]
    case .expm1: [dy.multiplied(by: y, adding: dy)]
    case .log1p: [dy / (1 + x[0])]
    // 2/√π e^(-x²)
    case .erf: [1.128_379_2 * dy * (-(x[0] * x[0])).exp()]
    case .hardSigmoid: [ElementwiseValue(.hardSigmoidGradient, dy, y)]
    case .relu: [ElementwiseValue(.reluGradient, dy, y)]
    // By the output: x[0] f'(x) with x[1] as f(x).
    case .tanhGradient: [ElementwiseValue(.tanhGradient, dy, x[1]), dy * x[0] * (-2 * x[1])]
    case .sigmoidGradient: [ElementwiseValue(.sigmoidGradient, dy, x[1]), dy * x[0] * (1 - 2 * x[1])]
    case .hardSigmoidGradient: [ElementwiseValue(.hardSigmoidGradient, dy, x[1]), nil]
    case .reluGradient: [ElementwiseValue(.reluGradient, dy, x[1]), nil]
    }
  }

  /// 1 where the operand is the result, 1/2 where both are.
  private func share(_ isResult: ElementwiseValue, _ isEqual: ElementwiseValue) -> ElementwiseValue {
    isEqual.multiplied(by: ElementwiseValue(0.5), adding: isResult)
  }
}
