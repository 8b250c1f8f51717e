internal import CKernels

/// The C arguments of an elementwise program. Valid inside `body` only.
func withCArguments<Result>(
  _ call: KernelCall.Elementwise, _ threads: Int32, _ body: (UnsafePointer<rk_elementwise_arguments>) -> Result
) -> Result {
  withCProgram(call.program) { program in
    call.shape.withElements(as: Int64.self) { shape in
      call.inputs.withElements(as: UnsafePointer<Float>?.self) { inputs in
        call.inputStrides.withElements(as: Int64.self) { inputStrides in
          call.scalars.withUnsafeBufferPointer { scalars in
            call.outputs.withElements(as: UnsafeMutablePointer<Float>?.self) { outputs in
              call.outputStrides.withElements(as: Int64.self) { outputStrides in
                withUnsafePointer(
                  to: rk_elementwise_arguments(
                    size: MemoryLayout<rk_elementwise_arguments>.size, threads: threads,
                    rank: Int32(clamping: call.shape.count), shape: shape, program: program, inputs: inputs,
                    input_strides: inputStrides, scalars: scalars.baseAddress, outputs: outputs,
                    output_strides: outputStrides), body)
              }
            }
          }
        }
      }
    }
  }
}

private func withCProgram<Result>(
  _ program: ElementwiseProgram, _ body: (UnsafePointer<rk_elementwise_program>) -> Result
) -> Result {
  program.instructions.withElements(as: rk_instruction.self) { code in
    program.outputs.withUnsafeBufferPointer { results in
      withUnsafePointer(
        to: rk_elementwise_program(
          size: MemoryLayout<rk_elementwise_program>.size, inputs: Int32(program.inputCount),
          scalars: Int32(program.scalarCount),
          instructions: Int32(program.instructions.count), outputs: Int32(results.count), code: code,
          results: results.baseAddress), body)
    }
  }
}

extension Array {
  /// The elements as a C type that is laid out as they are: `Int` has 64 bits wherever the kernels run, a pointer is as
  /// one that may be null, and an instruction has the fields of C's.
  fileprivate func withElements<CElement, Result>(
    as type: CElement.Type, _ body: (UnsafePointer<CElement>?) -> Result
  ) -> Result {
    precondition(MemoryLayout<Element>.stride == MemoryLayout<CElement>.stride, "a C type of another size")
    return withUnsafeBytes { bytes in body(bytes.baseAddress?.assumingMemoryBound(to: type)) }
  }
}

extension [Int]? {
  fileprivate func withElements<Result>(as type: Int64.Type, _ body: (UnsafePointer<Int64>?) -> Result) -> Result {
    map { $0.withElements(as: type, body) } ?? body(nil)
  }
}
