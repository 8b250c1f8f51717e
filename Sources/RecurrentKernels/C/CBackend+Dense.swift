internal import CKernels

/// Dense products, softmax, activations and embeddings.
extension CBackend {
  func gemm(_ arguments: GemmArguments) throws(KernelError) {
    let run = try entry(entries.gemm, "gemm")
    var c = rk_gemm_arguments()
    c.size = MemoryLayout<rk_gemm_arguments>.size
    c.transpose_a = arguments.transposeA ? 1 : 0
    c.transpose_b = arguments.transposeB ? 1 : 0
    c.threads = Int32(clamping: arguments.threads)
    (c.m, c.n, c.k) = (Int64(arguments.m), Int64(arguments.n), Int64(arguments.k))
    (c.a, c.lda) = (arguments.a, Int64(arguments.lda))
    (c.b, c.ldb) = (arguments.b, Int64(arguments.ldb))
    (c.c, c.ldc) = (arguments.c, Int64(arguments.ldc))
    (c.beta, c.bias) = (arguments.beta, arguments.bias)
    let workspace = entries.gemm_workspace?(&c) ?? 0
    guard workspace > 0 else { return try check(run(&c), "gemm") }
    guard workspace <= 1 << 60 else { throw .tooLarge(backend: name, operation: "gemm") }
    let status = BufferPool.shared.withScratch(byteCount: workspace) { scratch in
      c.workspace = scratch
      return run(&c)
    }
    try check(status, "gemm")
  }

  func softmaxCrossEntropy(_ arguments: SoftmaxCrossEntropyArguments) throws(KernelError) {
    var c = rk_softmax_cross_entropy_arguments()
    c.size = MemoryLayout<rk_softmax_cross_entropy_arguments>.size
    c.threads = Int32(clamping: arguments.threads)
    (c.rows, c.classes) = (Int64(arguments.rows), Int64(arguments.classes))
    (c.logits, c.targets, c.ignored) = (arguments.logits, arguments.targets, arguments.ignoredTarget)
    (c.row_weights, c.scale) = (arguments.rowWeights, arguments.scale)
    (c.losses, c.d_logits) = (arguments.losses, arguments.logitsGradient)
    let run = try entry(entries.softmax_cross_entropy, "softmaxCrossEntropy")
    try check(run(&c), "softmaxCrossEntropy")
  }

  func applyActivation(
    _ activation: Activation, count: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    let run = try entry(entries.activation_forward, "applyActivation")
    let function = try entry(activation.cValue, "applyActivation")
    try check(run(function, Int64(count), x, y, Int32(clamping: threads)), "applyActivation")
  }

  func activationGradient(
    _ activation: Activation, count: Int, y: UnsafePointer<Float>, dy: UnsafePointer<Float>,
    dx: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    let run = try entry(entries.activation_backward, "activationGradient")
    let function = try entry(activation.cValue, "activationGradient")
    try check(run(function, Int64(count), y, dy, dx, Int32(clamping: threads)), "activationGradient")
  }

  func gatherRows(
    table: UnsafePointer<Float>, tableRows: Int, width: Int, indices: UnsafePointer<Int32>, count: Int,
    output: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    let run = try entry(entries.gather_rows, "gatherRows")
    let status = run(
      table, Int64(tableRows), Int64(width), indices, Int64(count), output, Int32(clamping: threads))
    try check(status, "gatherRows")
  }

  func scatterAddRows(
    table: UnsafeMutablePointer<Float>, tableRows: Int, width: Int, indices: UnsafePointer<Int32>, count: Int,
    rows: UnsafePointer<Float>, threads: Int
  ) throws(KernelError) {
    let run = try entry(entries.scatter_add_rows, "scatterAddRows")
    let status = run(table, Int64(tableRows), Int64(width), indices, Int64(count), rows, Int32(clamping: threads))
    try check(status, "scatterAddRows")
  }
}
