import RecurrentFoundation
import RecurrentKernels

/// Where tensors are computed: the kernels in use and the threads they may take.
public final class Compute: Sendable {
  /// The kernels.
  public let backend: any KernelBackend
  /// Threads a kernel call may use; 0: `RECURRENT_THREADS`, or the physical cores. Without `RECURRENT_THREADS` a
  /// call takes fewer while other programs keep the cores busy; its result is the same, bit for bit.
  public let threads: Int
  /// What matrix products round their factors to: with ``Precision/bf16`` in layers and in products of tensors, forward
  /// and backward; with ``Precision/int8`` in recurrent and dense layers, and there are no gradients. Weights stay
  /// float32, as do states, losses and optimisers. nil: ``Precision/int8`` in layers whose weights are
  /// (``Module/quantize()``) where no gradients are wanted, else ``Precision/float32``.
  public let precision: Precision?

  /// What is left out is the default backend, the threads that the machine has, and the weights' own precision.
  public init(backend: any KernelBackend = Kernels.default, threads: Int = 0, precision: Precision? = nil) {
    self.backend = backend
    self.threads = threads
    self.precision = precision
  }

  /// What the current task computes with: the fastest kernels of this machine unless ``withCompute(_:_:)`` says else.
  @TaskLocal public static var current = Compute()

  /// - Throws: ``TrainingError/noGradients(_:)``.
  package func requireGradients() throws(TrainingError) {
    if let precision, !precision.hasGradients { throw .noGradients(precision) }
  }

  /// What products of these weights round their factors to.
  func precision(of weights: Parameter, recorded: Bool) -> Precision {
    precision ?? (weights.isQuantized && !recorded ? .int8 : .float32)
  }

  /// Runs a kernel for `layer`.
  package func run(_ layer: @autoclosure () -> String, _ call: KernelCall) {
    run(layer()) { backend, threads throws(KernelError) in
      guard precision == .bf16, case .gemm(var product) = call else {
        return try backend.run(call, threads: threads)
      }
      product.precision = .bf16
      try backend.run(.gemm(product), threads: threads)
    }
  }

  /// Runs kernels for `layer`. Their errors here mean sizes beyond the address range or arguments that the layer's own
  /// checks should have caught: both stop the program.
  package func run<Result>(
    _ layer: @autoclosure () -> String,
    _ body: (any KernelBackend, _ threads: Int) throws(KernelError) -> Result
  ) -> Result {
    do { return try body(backend, threads) } catch {
      EnvironmentFailure.stop(.kernel(layer: layer(), reason: "\(error)"))
    }
  }
}

/// Computes everything inside `body` with other kernels or another number of threads.
@discardableResult
public func withCompute<Result>(_ compute: Compute, _ body: () throws -> Result) rethrows -> Result {
  try Compute.$current.withValue(compute, operation: body)
}
