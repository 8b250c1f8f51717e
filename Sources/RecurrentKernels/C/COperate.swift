internal import CKernels

/// The C arguments of one operation: a program of one instruction, all of it on the stack. Valid inside `body` only.
func withCArguments<Result>(
  _ call: KernelCall.Operate, _ threads: Int32, _ body: (UnsafePointer<rk_elementwise_arguments>) -> Result
) -> Result {
  var operands = COperands()
  let arity = call.operation.arity
  let a = operands.add(call.a)
  let b = arity > 1 ? operands.add(call.b) : 0
  let c = arity > 2 ? operands.add(call.c) : 0
  let instruction = rk_instruction(
    operation: call.operation.rawValue,
    operands: (operands.number(of: a), operands.number(of: b), operands.number(of: c)), constant: 0)
  return withUnsafePointer(to: instruction) { code in
    withUnsafePointer(to: Int32(operands.inputCount + operands.scalarCount)) { result in
      withUnsafePointer(
        to: rk_elementwise_program(
          size: MemoryLayout<rk_elementwise_program>.size, inputs: Int32(operands.inputCount),
          scalars: Int32(operands.scalarCount), instructions: 1, outputs: 1, code: code, results: result)
      ) { program in
        operands.withArguments(program, count: call.count, y: call.y, threads, body)
      }
    }
  }
}

/// The operands of one operation: arrays, and numbers, which C counts after them.
private struct COperands {
  private typealias Arrays = (UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?)
  private var arrays: Arrays = (nil, nil, nil)
  private var numbers: (Float, Float, Float) = (0, 0, 0)
  private(set) var inputCount = 0
  private(set) var scalarCount = 0

  /// - Returns: The operand's place among its kind; below 0 for a number's, -1 the first.
  mutating func add(_ operand: KernelCall.Operate.Operand) -> Int {
    switch operand {
    case .array(let array):
      switch inputCount {
      case 0: arrays.0 = array
      case 1: arrays.1 = array
      default: arrays.2 = array
      }
      inputCount += 1
      return inputCount - 1
    case .number(let number):
      switch scalarCount {
      case 0: numbers.0 = number
      case 1: numbers.1 = number
      default: numbers.2 = number
      }
      scalarCount += 1
      return -scalarCount
    }
  }

  func number(of place: Int) -> Int32 { Int32(place >= 0 ? place : inputCount - 1 - place) }

  func withArguments<Result>(
    _ program: UnsafePointer<rk_elementwise_program>, count: Int, y: UnsafeMutablePointer<Float>, _ threads: Int32,
    _ body: (UnsafePointer<rk_elementwise_arguments>) -> Result
  ) -> Result {
    withUnsafePointer(to: arrays) { arrays in
      withUnsafePointer(to: numbers) { numbers in
        withUnsafePointer(to: Int64(count)) { shape in
          withUnsafePointer(to: Optional(y)) { outputs in
            withUnsafePointer(
              to: rk_elementwise_arguments(
                size: MemoryLayout<rk_elementwise_arguments>.size, threads: threads, rank: 1, shape: shape,
                program: program, inputs: UnsafeRawPointer(arrays).assumingMemoryBound(to: UnsafePointer<Float>?.self),
                input_strides: nil, scalars: UnsafeRawPointer(numbers).assumingMemoryBound(to: Float.self),
                outputs: outputs, output_strides: nil), body)
          }
        }
      }
    }
  }
}
