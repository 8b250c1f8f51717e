extension ReferenceBackend {
  func run(_ call: KernelCall.Gemm) throws(InvalidArgument) {
    let (m, n, k) = (call.m, call.n, call.k)
    try require(m >= 1 && n >= 1 && k >= 0 && call.batch >= 1)
    try require(call.lda >= max(1, call.transposeA ? m : k))
    try require(call.ldb >= max(1, call.transposeB ? k : n) && call.ldc >= n)
    try require(call.precision != .int8 || (!call.transposeA && call.transposeB))
    for index in 0..<call.batch {
      multiply(
        call, a: call.a + index * call.strideA, b: call.b + index * call.strideB, c: call.c + index * call.strideC)
    }
  }

  private func multiply(
    _ call: KernelCall.Gemm, a: UnsafePointer<Float>, b: UnsafePointer<Float>, c: UnsafeMutablePointer<Float>
  ) {
    // op(A)[i, p] and op(B)[p, j], by their steps along each axis.
    let (aRow, aColumn) = call.transposeA ? (1, call.lda) : (call.lda, 1)
    let (bRow, bColumn) = call.transposeB ? (1, call.ldb) : (call.ldb, 1)
    for i in 0..<call.m {
      for j in 0..<call.n {
        let a = a + i * aRow
        let b = b + j * bColumn
        let c = c + i * call.ldc + j
        var sum: Float = 0
        if call.precision == .int8 {
          sum = Int8Row.dot(
            Int8Row(UnsafeBufferPointer(start: a, count: call.k)), Int8Row(UnsafeBufferPointer(start: b, count: call.k))
          )
        } else {
          for p in 0..<call.k { sum += call.precision.rounded(a[p * aColumn]) * call.precision.rounded(b[p * bRow]) }
        }
        if let bias = call.bias { sum += bias[j] }
        c.pointee = call.beta == 0 ? sum : sum + call.beta * c.pointee
      }
    }
  }
}
