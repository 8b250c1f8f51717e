/// Backends in order of preference: each is asked in turn until one does not answer
/// ``KernelError/unsupported(backend:operation:)``. Any other error ends the search.
///
/// A plan belongs to the backend that made it.
public struct KernelChain: KernelBackend {
  /// Never empty.
  public let backends: [any KernelBackend]

  /// - Precondition: `backends` is not empty.
  public init(_ backends: [any KernelBackend]) {
    precondition(!backends.isEmpty, "a KernelChain needs at least one backend")
    self.backends = backends
  }

  /// The first backend's name.
  public var name: String { backends[0].name }

  /// The first backend's summary.
  public var summary: String { backends[0].summary }

  private func firstAble<Result>(
    _ operation: (any KernelBackend) throws(KernelError) -> Result
  ) throws(KernelError) -> Result {
    for index in 0..<backends.count - 1 {
      do {
        return try operation(backends[index])
      } catch .unsupported {
        continue
      }
    }
    return try operation(backends[backends.count - 1])
  }
}

extension KernelChain {
  public func makePlan(for descriptor: RecurrentDescriptor) throws(KernelError) -> any RecurrentPlan {
    try firstAble { backend throws(KernelError) in try backend.makePlan(for: descriptor) }
  }

  public func gemm(_ arguments: GemmArguments) throws(KernelError) {
    try firstAble { backend throws(KernelError) in try backend.gemm(arguments) }
  }

  public func softmaxCrossEntropy(_ arguments: SoftmaxCrossEntropyArguments) throws(KernelError) {
    try firstAble { backend throws(KernelError) in try backend.softmaxCrossEntropy(arguments) }
  }

  public func applyActivation(
    _ activation: Activation, count: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    try firstAble { backend throws(KernelError) in
      try backend.applyActivation(activation, count: count, x: x, y: y, threads: threads)
    }
  }

  public func activationGradient(
    _ activation: Activation, count: Int, y: UnsafePointer<Float>, dy: UnsafePointer<Float>,
    dx: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    try firstAble { backend throws(KernelError) in
      try backend.activationGradient(activation, count: count, y: y, dy: dy, dx: dx, threads: threads)
    }
  }

  public func gatherRows(
    table: UnsafePointer<Float>, tableRows: Int, width: Int, indices: UnsafePointer<Int32>, count: Int,
    output: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    try firstAble { backend throws(KernelError) in
      try backend.gatherRows(
        table: table, tableRows: tableRows, width: width, indices: indices, count: count, output: output,
        threads: threads)
    }
  }

  public func scatterAddRows(
    table: UnsafeMutablePointer<Float>, tableRows: Int, width: Int, indices: UnsafePointer<Int32>, count: Int,
    rows: UnsafePointer<Float>, threads: Int
  ) throws(KernelError) {
    try firstAble { backend throws(KernelError) in
      try backend.scatterAddRows(
        table: table, tableRows: tableRows, width: width, indices: indices, count: count, rows: rows, threads: threads)
    }
  }

  public func scaleAdd(
    count: Int, alpha: Float, x: UnsafePointer<Float>, beta: Float, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    try firstAble { backend throws(KernelError) in
      try backend.scaleAdd(count: count, alpha: alpha, x: x, beta: beta, y: y, threads: threads)
    }
  }

  public func multiplyAdd(
    count: Int, x: UnsafePointer<Float>, y: UnsafePointer<Float>, beta: Float, z: UnsafeMutablePointer<Float>,
    threads: Int
  ) throws(KernelError) {
    try firstAble { backend throws(KernelError) in
      try backend.multiplyAdd(count: count, x: x, y: y, beta: beta, z: z, threads: threads)
    }
  }

  public func sumRows(
    rows: Int, columns: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    try firstAble { backend throws(KernelError) in
      try backend.sumRows(rows: rows, columns: columns, x: x, y: y, threads: threads)
    }
  }

  public func sumOfSquares(count: Int, x: UnsafePointer<Float>, threads: Int) throws(KernelError) -> Double {
    try firstAble { backend throws(KernelError) in try backend.sumOfSquares(count: count, x: x, threads: threads) }
  }

  public func adam(_ arguments: AdamArguments) throws(KernelError) {
    try firstAble { backend throws(KernelError) in try backend.adam(arguments) }
  }

  public func sgd(_ arguments: SGDArguments) throws(KernelError) {
    try firstAble { backend throws(KernelError) in try backend.sgd(arguments) }
  }

  public func dropout(
    count: Int, probability: Float, seed: UInt64, x: UnsafePointer<Float>?, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    try firstAble { backend throws(KernelError) in
      try backend.dropout(count: count, probability: probability, seed: seed, x: x, y: y, threads: threads)
    }
  }
}
