import RecurrentKernels

/// The instructions of a program while it is written down. An instruction that is there already is not written again.
final class ElementwiseRecorder {
  private typealias Instruction = ElementwiseProgram.Instruction
  /// Inputs and scalars.
  private let givenCount: Int32
  private var instructions: [Instruction] = []
  private var numbers: [Instruction: Int32] = [:]

  init(given: Int) { givenCount = Int32(given) }

  func number(of operation: ElementwiseOperation, _ operands: [Int32], constant: Float = 0) -> Int32 {
    var places = SIMD3<Int32>()
    for (place, operand) in operands.enumerated() { places[place] = operand }
    let instruction = Instruction(operation: operation, operands: places, constant: constant)
    if let known = numbers[instruction] { return known }
    instructions.append(instruction)
    let number = givenCount + Int32(instructions.count) - 1
    numbers[instruction] = number
    return number
  }

  func constant(_ number: Int32) -> Float? {
    guard number >= givenCount else { return nil }
    let instruction = instructions[Int(number - givenCount)]
    return instruction.operation == .constant ? instruction.constant : nil
  }

  /// The instructions that some values depend on, in order, and the numbers that the values have among those.
  func needed(for values: [Int32]) -> (instructions: [ElementwiseProgram.Instruction], values: [Int32]) {
    var isNeeded = [Bool](repeating: false, count: instructions.count)
    for value in values where value >= givenCount { isNeeded[Int(value - givenCount)] = true }
    for (index, instruction) in instructions.enumerated().reversed() where isNeeded[index] {
      for place in 0..<instruction.operation.arity where instruction.operands[place] >= givenCount {
        isNeeded[Int(instruction.operands[place] - givenCount)] = true
      }
    }
    var renumbered = Array(0..<(givenCount + Int32(instructions.count)))
    var kept: [Instruction] = []
    for (index, instruction) in instructions.enumerated() where isNeeded[index] {
      renumbered[Int(givenCount) + index] = givenCount + Int32(kept.count)
      var operands = instruction.operands
      for place in 0..<instruction.operation.arity { operands[place] = renumbered[Int(operands[place])] }
      kept.append(
        Instruction(operation: instruction.operation, operands: operands, constant: instruction.constant))
    }
    return (kept, values.map { renumbered[Int($0)] })
  }
}
