import RecurrentKernels

/// One layer over one batch of sequences: what forward leaves for backward.
final class RecurrentCall: Sendable {
  struct WantedGradients: Sendable {
    let input: Bool
    let hidden: Bool
    let cell: Bool
  }

  /// `[batch, time, directions * hiddenSize]`.
  let output: Tensor
  let final: RecurrentState.Layer

  private let level: RecurrentLevel
  private let plan: any RecurrentPlan
  private let packedWeights: AlignedBuffer?
  private let input: Tensor
  private let initial: RecurrentState.Layer?
  private let lengths: [Int32]?
  private let masks: RecurrentMasks
  private let cache: AlignedBuffer?
  private let version: Int

  init(
    level: RecurrentLevel, plan: any RecurrentPlan, packedWeights: AlignedBuffer?, input: Tensor,
    initial: RecurrentState.Layer?, lengths: [Int32]?, masks: RecurrentMasks, keepsCache: Bool
  ) {
    let (batch, steps) = (input.shape[0], input.shape[1])
    let (directions, hidden) = (level.configuration.direction.count, level.configuration.hiddenSize)
    self.level = level
    self.plan = plan
    self.packedWeights = packedWeights
    self.input = input
    self.initial = initial.map { RecurrentState.Layer(hidden: $0.hidden.detached(), cell: $0.cell?.detached()) }
    self.lengths = lengths
    self.masks = masks
    cache = keepsCache ? AlignedBuffer(byteCount: plan.sizes.cache) : nil
    version = level.version
    output = Tensor(uninitialized: [batch, steps, directions * hidden])
    let stateShape = [directions, batch, hidden]
    final = RecurrentState.Layer(
      hidden: Tensor(uninitialized: stateShape),
      cell: level.configuration.cell.hasCellState ? Tensor(uninitialized: stateShape) : nil)
  }

  func forward(_ compute: Compute) {
    let scratch = AlignedBuffer(byteCount: plan.sizes.forwardWorkspace)
    compute.run(level.configuration.name) { _, _ throws(KernelError) in
      try withForwardArguments { arguments throws(KernelError) in
        var arguments = arguments
        arguments.finalHidden = final.hidden.buffer.floats
        arguments.finalCell = final.cell?.buffer.floats
        arguments.workspace = scratch.baseAddress
        try plan.forward(arguments)
      }
    }
    withExtendedLifetime(scratch) {}
  }

  /// Adds to the weights' gradients.
  /// - Parameter gradients: of the output, the final hidden and the final cell state.
  /// - Returns: The gradients of the input, the initial hidden and the initial cell state, those that are wanted.
  func backward(_ gradients: [Tensor?], wanted: WantedGradients, _ compute: Compute) -> [Tensor?] {
    let name = level.configuration.name
    check(
      version == level.version, name, "weights in backward", expected: "those of forward",
      got: "changed ones")
    let dInput = wanted.input ? Tensor(uninitialized: input.shape) : nil
    let dHidden = wanted.hidden ? Tensor(uninitialized: final.hidden.shape) : nil
    let dCell = wanted.cell ? Tensor(uninitialized: final.hidden.shape) : nil
    let scratch = AlignedBuffer(byteCount: plan.sizes.backwardWorkspace)
    let packed = level.sharedBackwardWeights(for: plan, compute)
    compute.run(name) { _, _ throws(KernelError) in
      try withForwardArguments { forward throws(KernelError) in
        var arguments = BackwardArguments(forward: forward)
        arguments.outputGradient = gradients[0]?.floats
        arguments.finalHiddenGradient = gradients[1]?.floats
        arguments.finalCellGradient = gradients.count > 2 ? gradients[2]?.floats : nil
        arguments.inputGradient = dInput?.buffer.floats
        arguments.initialHiddenGradient = dHidden?.buffer.floats
        arguments.initialCellGradient = dCell?.buffer.floats
        arguments.weightGradients = level.weights.gradientsToAddTo()
        if let reverse = level.reverseWeights { arguments.reverseWeightGradients = reverse.gradientsToAddTo() }
        arguments.workspace = scratch.baseAddress
        arguments.packedWeights = packed.map { UnsafeRawPointer($0.baseAddress) }
        try plan.backward(arguments)
      }
    }
    withExtendedLifetime((scratch, packed, gradients)) {}
    return [dInput, dHidden, dCell]
  }

  /// The arguments that forward and backward have in common.
  private func withForwardArguments(
    _ body: (ForwardArguments) throws(KernelError) -> Void
  ) throws(KernelError) {
    var arguments = ForwardArguments(
      input: input.floats, weights: level.weights.pointers, reverseWeights: level.reverseWeights?.pointers)
    arguments.packedWeights = packedWeights.map { UnsafeRawPointer($0.baseAddress) }
    arguments.initialHidden = initial?.hidden.floats
    arguments.initialCell = initial?.cell?.floats
    arguments.inputMask = masks.input?.floats
    arguments.recurrentMask = masks.recurrent?.floats
    arguments.output = output.buffer.floats
    arguments.cache = cache?.baseAddress
    guard let lengths else { return try body(arguments) }
    try lengths.withUnsafeBufferPointer { lengths throws(KernelError) in
      arguments.lengths = lengths.baseAddress
      try body(arguments)
    }
  }
}
