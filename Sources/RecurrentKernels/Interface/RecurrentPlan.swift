/// One recurrent layer of fixed sizes, ready to run. Immutable: tasks may share it, each with its own buffers.
public protocol RecurrentPlan: Sendable {
  /// What it was made for.
  var descriptor: RecurrentDescriptor { get }
  /// The memory that its calls need.
  var sizes: PlanSizes { get }

  /// Lays out the weights for ``forward(_:)``. The result serves every plan of the same backend, cell, direction, input
  /// and hidden size.
  func packWeights(
    _ weights: WeightPointers, reverse: WeightPointers?, into packed: UnsafeMutableRawPointer
  ) throws(KernelError)

  /// Lays out the weights for ``backward(_:)``. The result serves every plan that has the same batch besides.
  func packBackwardWeights(
    _ weights: WeightPointers, reverse: WeightPointers?, into packed: UnsafeMutableRawPointer
  ) throws(KernelError)

  /// Runs the layer over whole sequences.
  func forward(_ arguments: ForwardArguments) throws(KernelError)

  /// Adds to the weight gradients, overwrites all others.
  func backward(_ arguments: BackwardArguments) throws(KernelError)

  /// What calls ``forward(_:)`` again and again, with `arguments` but for the pointers that each call brings.
  func makeStepper(_ arguments: ForwardArguments) -> any KernelStepper
}

/// Bytes of the buffers a plan's caller provides, each aligned to 64 bytes.
public struct PlanSizes: Sendable, Equatable {
  /// Those of the packed weights.
  public var packedWeights: Int
  /// Those of what the forward pass keeps for the backward pass.
  public var cache: Int
  /// Those that the forward pass works in.
  public var forwardWorkspace: Int
  /// Those that the backward pass works in.
  public var backwardWorkspace: Int
  /// Those of the weights packed for the backward pass; 0: it reads them as they lie.
  public var packedBackwardWeights: Int

  /// All sizes.
  public init(
    packedWeights: Int, cache: Int, forwardWorkspace: Int, backwardWorkspace: Int, packedBackwardWeights: Int = 0
  ) {
    self.packedWeights = packedWeights
    self.cache = cache
    self.forwardWorkspace = forwardWorkspace
    self.backwardWorkspace = backwardWorkspace
    self.packedBackwardWeights = packedBackwardWeights
  }
}
