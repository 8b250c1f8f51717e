/// A set of kernels: the one seam between the Swift front and whatever does the arithmetic.
///
/// A call is fat: one recurrent layer over a whole sequence, or one pass over a whole array. `recurrent_kernels.h`
/// defines what every function means, argument by argument; this protocol says the same in Swift's types. A backend
/// throws ``KernelError/unsupported(backend:operation:)`` for what it does not do, and ``KernelChain`` asks the next.
///
/// Pointers must stay valid for the length of the call only. Calls neither keep nor free them.
public protocol KernelBackend: Sendable {
  /// Short and lower case, as a user types it: `native`, `blas`, `reference`.
  var name: String { get }

  /// One line for people: the instruction set chosen and where the products come from.
  var summary: String { get }

  /// Prepares one recurrent layer of fixed sizes.
  func makePlan(for descriptor: RecurrentDescriptor) throws(KernelError) -> any RecurrentPlan

  /// C = op(A) op(B) + bias + beta C.
  func gemm(_ arguments: GemmArguments) throws(KernelError)

  /// Softmax and cross-entropy of each row, with the gradient of the logits.
  func softmaxCrossEntropy(_ arguments: SoftmaxCrossEntropyArguments) throws(KernelError)

  /// y = f(x) over `count` elements; `x` may be `y`.
  func applyActivation(
    _ activation: Activation, count: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError)

  /// dx = dy f'(y) over `count` elements, by the output `y` of the activation; `dy` may be `dx`.
  func activationGradient(
    _ activation: Activation, count: Int, y: UnsafePointer<Float>, dy: UnsafePointer<Float>,
    dx: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError)

  /// output[i, :] = table[indices[i], :].
  func gatherRows(
    table: UnsafePointer<Float>, tableRows: Int, width: Int, indices: UnsafePointer<Int32>, count: Int,
    output: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError)

  /// table[indices[i], :] += rows[i, :].
  func scatterAddRows(
    table: UnsafeMutablePointer<Float>, tableRows: Int, width: Int, indices: UnsafePointer<Int32>, count: Int,
    rows: UnsafePointer<Float>, threads: Int
  ) throws(KernelError)

  /// y = alpha x + beta y; `y` is not read where `beta` is 0.
  func scaleAdd(
    count: Int, alpha: Float, x: UnsafePointer<Float>, beta: Float, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError)

  /// z = x y + beta z, element by element; `z` is not read where `beta` is 0; `x` or `y` may be `z`.
  func multiplyAdd(
    count: Int, x: UnsafePointer<Float>, y: UnsafePointer<Float>, beta: Float, z: UnsafeMutablePointer<Float>,
    threads: Int
  ) throws(KernelError)

  /// y[j] += the sum over i of x[i, j].
  func sumRows(
    rows: Int, columns: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError)

  /// The sum of squares, in double, in an order that does not depend on `threads`.
  func sumOfSquares(count: Int, x: UnsafePointer<Float>, threads: Int) throws(KernelError) -> Double

  /// One step of Adam or, with weight decay, AdamW.
  func adam(_ arguments: AdamArguments) throws(KernelError)

  /// One step of stochastic gradient descent.
  func sgd(_ arguments: SGDArguments) throws(KernelError)

  /// y = x with elements dropped at random and the others divided by 1 - `probability`; `x` nil: ones; `x` may be `y`.
  /// What is dropped depends on `seed` and the element's index alone, by the rule in `recurrent_kernels.h`.
  func dropout(
    count: Int, probability: Float, seed: UInt64, x: UnsafePointer<Float>?, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError)
}

/// One recurrent layer of fixed sizes, ready to run. Immutable: tasks may share it, each with its own buffers.
public protocol RecurrentPlan: Sendable {
  var descriptor: RecurrentDescriptor { get }
  var sizes: PlanSizes { get }

  /// Lays out the weights for ``forward(_:)``. The result serves every plan of the same backend, cell, direction, input
  /// and hidden size.
  func packWeights(
    _ weights: WeightPointers, reverse: WeightPointers?, into packed: UnsafeMutableRawPointer
  ) throws(KernelError)

  func forward(_ arguments: ForwardArguments) throws(KernelError)

  /// Adds to the weight gradients, overwrites all others.
  func backward(_ arguments: BackwardArguments) throws(KernelError)

  /// What calls ``forward(_:)`` again and again, with `arguments` but for the pointers that each call brings.
  func makeStepper(_ arguments: ForwardArguments) -> any RecurrentStepper
}

/// Bytes of the buffers a plan's caller provides, each aligned to 64 bytes.
public struct PlanSizes: Sendable, Equatable {
  public var packedWeights: Int
  public var cache: Int
  public var forwardWorkspace: Int
  public var backwardWorkspace: Int

  public init(packedWeights: Int, cache: Int, forwardWorkspace: Int, backwardWorkspace: Int) {
    self.packedWeights = packedWeights
    self.cache = cache
    self.forwardWorkspace = forwardWorkspace
    self.backwardWorkspace = backwardWorkspace
  }
}
