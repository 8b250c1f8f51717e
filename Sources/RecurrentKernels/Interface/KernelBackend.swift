/// A set of kernels: the one seam between the Swift front and whatever does the arithmetic.
///
/// A call is fat: one recurrent layer over a whole sequence, or one ``KernelCall`` over whole arrays. A backend throws
/// ``KernelError/unsupported(backend:operation:)`` for what it does not do, and ``KernelChain`` asks the next.
///
/// Pointers must stay valid for the length of the call only. Calls neither keep nor free them.
public protocol KernelBackend: Sendable {
  /// Short and lower case, as a user types it: `native`, `blas`, `reference`.
  var name: String { get }

  /// One line for people: the instruction set chosen and where the products come from.
  var summary: String { get }

  /// Prepares one recurrent layer of fixed sizes.
  func makePlan(for descriptor: RecurrentDescriptor) throws(KernelError) -> any RecurrentPlan

  /// Runs one operation.
  ///
  /// - Parameter threads: how many it may use; 0: ``Kernels/defaultThreads``. The number changes no bit of the result.
  func run(_ call: KernelCall, threads: Int) throws(KernelError)

  /// Brings B of a product into the order in which this backend's products read it, once for many of them: they have the
  /// same bits, sooner. It serves products of the same n, k, flags and precision, as their `packedB`.
  ///
  /// - Parameter threads: how many it may use; 0: ``Kernels/defaultThreads``.
  /// - Returns: nil where they read B as it lies, as they do unless a backend says else.
  func packRightFactor(of call: KernelCall.Gemm, threads: Int) throws(KernelError) -> AlignedBuffer?

  /// What runs a product again and again, on another A and into another C each time. B and the bias stay as they are.
  func makeStepper(of product: KernelCall.Gemm, threads: Int) throws(KernelError) -> any KernelStepper
}

extension KernelBackend {
  public func packRightFactor(of call: KernelCall.Gemm, threads: Int) throws(KernelError) -> AlignedBuffer? { nil }
}
