internal import CKernels

/// The stepper of a product in C. Its arguments and its workspace stay in memory, and B lies there as the product reads it.
final class CProductStepper: KernelStepper {
  typealias CGemm = @convention(c) (UnsafePointer<rk_gemm_arguments>?) -> rk_status

  /// What a step looks at, none of it counted.
  private struct Call {
    let run: CGemm
    var arguments: rk_gemm_arguments
  }

  private let backend: CBackend
  /// nil: B is read where the caller has it.
  private let packed: AlignedBuffer?
  private let workspace: AlignedBuffer
  private let call: UnsafeMutablePointer<Call>

  init(_ product: KernelCall.Gemm, threads: Int, on backend: CBackend) throws(KernelError) {
    let run = try backend.entry(backend.entries.gemm, "gemm")
    packed = try backend.packRightFactor(of: product, threads: threads)
    var arguments = rk_gemm_arguments(product.with(packed), Int32(clamping: threads))
    guard let bytes = backend.gemmWorkspace(&arguments) else {
      throw .tooLarge(backend: backend.name, operation: "gemm")
    }
    workspace = AlignedBuffer(byteCount: bytes)
    arguments.workspace = workspace.baseAddress
    self.backend = backend
    call = .allocate(capacity: 1)
    call.initialize(to: Call(run: run, arguments: arguments))
  }

  deinit { call.deallocate() }

  var step: StepFunction {
    StepFunction(context: call) { context, input, output, _, _ in
      let call = context.assumingMemoryBound(to: Call.self)
      call.pointee.arguments.a = input
      call.pointee.arguments.c = output
      return Int32(bitPattern: call.pointee.run(&call.pointee.arguments).rawValue)
    }
  }

  func error(of status: Int32) -> KernelError {
    backend.error(of: rk_status(rawValue: UInt32(bitPattern: status)), "gemm")
  }
}
