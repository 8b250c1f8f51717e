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

  public func makePlan(for descriptor: RecurrentDescriptor) throws(KernelError) -> any RecurrentPlan {
    try Self.firstAble(backends[...]) { backend throws(KernelError) in try backend.makePlan(for: descriptor) }
  }

  public func run(_ call: KernelCall, threads: Int) throws(KernelError) {
    do {
      return try backends[0].run(call, threads: threads)
    } catch {
      guard case .unsupported = error, backends.count > 1 else { throw error }
    }
    let call = call.withoutPackedFactor
    try Self.firstAble(backends.dropFirst()) { backend throws(KernelError) in try backend.run(call, threads: threads) }
  }

  /// The first backend's, which is asked first for the products too.
  public func packRightFactor(of call: KernelCall.Gemm, threads: Int) throws(KernelError) -> AlignedBuffer? {
    try backends[0].packRightFactor(of: call, threads: threads)
  }

  public func makeStepper(of product: KernelCall.Gemm, threads: Int) throws(KernelError) -> any KernelStepper {
    try Self.firstAble(backends[...]) { backend throws(KernelError) in
      let stepper = try backend.makeStepper(of: product, threads: threads)
      try stepper.requireSupport(of: product)
      return stepper
    }
  }

  private static func firstAble<Result>(
    _ backends: ArraySlice<any KernelBackend>, _ operation: (any KernelBackend) throws(KernelError) -> Result
  ) throws(KernelError) -> Result {
    for backend in backends.dropLast() {
      do {
        return try operation(backend)
      } catch .unsupported {
        continue
      }
    }
    return try operation(backends[backends.endIndex - 1])
  }
}

extension KernelStepper {
  /// Which products a backend has, only a run says.
  fileprivate func requireSupport(of product: KernelCall.Gemm) throws(KernelError) {
    let rows = product.transposeA ? product.k : product.m
    let a = AlignedBuffer(floatCount: rows * product.lda + (product.batch - 1) * product.strideA)
    let c = AlignedBuffer(floatCount: product.m * product.ldc + (product.batch - 1) * product.strideC)
    let status = step.body(step.context, a.floats, c.floats, nil, nil)
    if status != 0 { throw error(of: status) }
  }
}

extension KernelCall {
  /// The same for a backend that has not packed B.
  fileprivate var withoutPackedFactor: KernelCall {
    guard case .gemm(var product) = self else { return self }
    product.packedB = nil
    return .gemm(product)
  }
}
