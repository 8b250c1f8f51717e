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
    try firstAble { backend throws(KernelError) in try backend.makePlan(for: descriptor) }
  }

  public func run(_ call: KernelCall, threads: Int) throws(KernelError) {
    try firstAble { backend throws(KernelError) in try backend.run(call, threads: threads) }
  }

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
