internal import CKernels

/// The C arguments of an elementwise program. Valid inside `body` only.
func withCArguments<Result>(
  _ call: KernelCall.Elementwise, _ threads: Int32, _ body: (UnsafePointer<rk_elementwise_arguments>) -> Result
) -> Result {
  let (program, count) = (call.program, call.program.instructions.count)
  return withUnsafeTemporaryAllocation(of: rk_instruction.self, capacity: max(1, count)) { instructions in
    for (index, instruction) in program.instructions.enumerated() {
      let operands = instruction.operands
      instructions[index] = rk_instruction(
        operation: instruction.operation.rawValue, a: operands.x, b: operands.y, c: operands.z,
        constant: instruction.constant)
    }
    var c = rk_elementwise_arguments()
    c.size = MemoryLayout<rk_elementwise_arguments>.size
    c.threads = threads
    c.rank = Int32(clamping: call.shape.count)
    c.input_count = Int32(clamping: call.inputs.count)
    c.instruction_count = Int32(clamping: count)
    c.output_count = Int32(clamping: call.outputs.count)
    c.instructions = UnsafePointer(instructions.baseAddress)
    return withElements(of: call.shape, as: Int64.self) { shape in
      withElements(of: call.inputs, as: UnsafePointer<Float>?.self) { inputs in
        withElements(of: call.inputStrides ?? [], as: Int64.self) { inputStrides in
          withElements(of: call.outputs, as: UnsafeMutablePointer<Float>?.self) { outputs in
            withElements(of: call.outputStrides ?? [], as: Int64.self) { outputStrides in
              program.outputs.withUnsafeBufferPointer { values in
                c.shape = shape
                (c.inputs, c.outputs) = (inputs, outputs)
                c.input_strides = call.inputStrides == nil ? nil : inputStrides
                c.output_strides = call.outputStrides == nil ? nil : outputStrides
                c.output_values = values.baseAddress
                return body(&c)
              }
            }
          }
        }
      }
    }
  }
}

/// The elements as the C type of the same size that they are there: `Int` is 64 bits wide wherever the kernels run, and
/// a pointer is laid out as one that may be null.
private func withElements<Element, CElement, Result>(
  of array: [Element], as type: CElement.Type, _ body: (UnsafePointer<CElement>?) -> Result
) -> Result {
  precondition(MemoryLayout<Element>.stride == MemoryLayout<CElement>.stride, "a C type of another size")
  return array.withUnsafeBytes { bytes in body(bytes.baseAddress?.assumingMemoryBound(to: type)) }
}
