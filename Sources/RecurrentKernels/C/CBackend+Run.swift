internal import CKernels

extension CBackend {
  func run(_ call: KernelCall, threads: Int) throws(KernelError) {
    guard let status = status(of: call, threads: Int32(clamping: threads)) else {
      throw .unsupported(backend: name, operation: call.operation)
    }
    if status != RK_OK { throw error(of: status, call.operation) }
  }

  /// What the table's entry returns; nil where it has none.
  private func status(of call: KernelCall, threads: Int32) -> rk_status? {
    switch call {
    case .gemm(let call): gemm(call, threads)
    case .softmax(let call): withUnsafePointer(to: rk_softmax_arguments(call, threads)) { entries.softmax?($0) }
    case .softmaxGradient(let call):
      withUnsafePointer(to: rk_softmax_gradient_arguments(call, threads)) { entries.softmax_gradient?($0) }
    case .softmaxCrossEntropy(let call):
      withUnsafePointer(to: rk_softmax_cross_entropy_arguments(call, threads)) { entries.softmax_cross_entropy?($0) }
    case .gatherRows(let call):
      withUnsafePointer(to: rk_gather_rows_arguments(call, threads)) { entries.gather_rows?($0) }
    case .scatterAddRows(let call):
      withUnsafePointer(to: rk_scatter_add_rows_arguments(call, threads)) { entries.scatter_add_rows?($0) }
    case .reduce(let call): withUnsafePointer(to: rk_reduce_arguments(call, threads)) { entries.reduce?($0) }
    case .adam(let call): withUnsafePointer(to: rk_adam_arguments(call, threads)) { entries.adam?($0) }
    case .sgd(let call): withUnsafePointer(to: rk_sgd_arguments(call, threads)) { entries.sgd?($0) }
    case .dropout(let call): withUnsafePointer(to: rk_dropout_arguments(call, threads)) { entries.dropout?($0) }
    case .operate(let call): entries.elementwise.map { run in withCArguments(call, threads) { run($0) } }
    case .elementwise(let call):
      entries.elementwise.map { run in withCArguments(call, threads) { run($0) } }
    }
  }

  func packRightFactor(of call: KernelCall.Gemm, threads: Int) throws(KernelError) -> AlignedBuffer? {
    var arguments = rk_gemm_arguments(call, Int32(clamping: threads))
    guard let pack = entries.gemm_pack_b, let bytes = entries.gemm_packed_b?(&arguments), bytes > 0 else { return nil }
    guard bytes <= 1 << 60 else { throw .tooLarge(backend: name, operation: "gemm") }
    let packed = AlignedBuffer(byteCount: bytes)
    try check(pack(&arguments, packed.baseAddress), "gemm")
    return packed
  }

  func makeStepper(of product: KernelCall.Gemm, threads: Int) throws(KernelError) -> any KernelStepper {
    try CProductStepper(product, threads: threads, on: self)
  }

  /// The bytes that a product works in, as the backend says; nil: more than there can be.
  func gemmWorkspace(_ arguments: inout rk_gemm_arguments) -> Int? {
    let bytes = entries.gemm_workspace?(&arguments) ?? 0
    return bytes <= 1 << 60 ? bytes : nil
  }

  private func gemm(_ call: KernelCall.Gemm, _ threads: Int32) -> rk_status? {
    guard let run = entries.gemm else { return nil }
    var arguments = rk_gemm_arguments(call, threads)
    guard let workspace = gemmWorkspace(&arguments) else { return RK_TOO_LARGE }
    guard workspace > 0 else { return run(&arguments) }
    return BufferPool.shared.withScratch(byteCount: workspace) { scratch in
      arguments.workspace = scratch
      return run(&arguments)
    }
  }
}
