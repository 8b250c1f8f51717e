internal import CKernels

// The arguments of a recurrent plan as the C structs, each with its `size` set. Pointers into them are valid inside `body` only.

/// Two elements as a C array, on the stack.
func withCArray<Element, Result>(
  _ first: Element, _ second: Element, _ body: (UnsafeMutablePointer<Element>) -> Result
) -> Result {
  var pair = (first, second)
  return withUnsafeMutablePointer(to: &pair) { pair in
    body(UnsafeMutableRawPointer(pair).assumingMemoryBound(to: Element.self))
  }
}

func withCArguments<Result>(
  _ arguments: ForwardArguments, _ body: (UnsafePointer<rk_forward_arguments>) -> Result
) -> Result {
  let weights = rk_weights(arguments.weights)
  let reverse = arguments.reverseWeights.map { rk_weights($0) } ?? weights
  return withCArray(weights, reverse) { weights in
    var c = rk_forward_arguments(arguments, weights: weights)
    return body(&c)
  }
}

func withCArguments<Result>(
  _ arguments: BackwardArguments, _ body: (UnsafePointer<rk_backward_arguments>) -> Result
) -> Result {
  withCArguments(arguments.forward) { forward in
    let gradients = rk_weight_gradients(arguments.weightGradients)
    let reverse = rk_weight_gradients(arguments.reverseWeightGradients)
    return withCArray(gradients, reverse) { gradients in
      var c = rk_backward_arguments()
      c.size = MemoryLayout<rk_backward_arguments>.size
      c.forward = forward
      c.d_output = arguments.outputGradient
      c.d_final_hidden = arguments.finalHiddenGradient
      c.d_final_cell = arguments.finalCellGradient
      c.d_input = arguments.inputGradient
      c.d_weights = gradients
      c.d_initial_hidden = arguments.initialHiddenGradient
      c.d_initial_cell = arguments.initialCellGradient
      c.workspace = arguments.workspace
      return body(&c)
    }
  }
}

extension rk_forward_arguments {
  /// - Parameter weights: those of `arguments`, one direction after the other.
  init(_ arguments: ForwardArguments, weights: UnsafePointer<rk_weights>) {
    self.init()
    size = MemoryLayout<rk_forward_arguments>.size
    input = arguments.input
    self.weights = weights
    packed_weights = arguments.packedWeights
    lengths = arguments.lengths
    initial_hidden = arguments.initialHidden
    initial_cell = arguments.initialCell
    input_mask = arguments.inputMask
    recurrent_mask = arguments.recurrentMask
    output = arguments.output
    final_hidden = arguments.finalHidden
    final_cell = arguments.finalCell
    cache = arguments.cache
    workspace = arguments.workspace
  }
}

extension rk_weights {
  init(_ weights: WeightPointers) {
    self.init(
      weight_ih: weights.weightIH, weight_hh: weights.weightHH, bias_ih: weights.biasIH, bias_hh: weights.biasHH)
  }
}

extension rk_weight_gradients {
  init(_ gradients: WeightGradientPointers) {
    self.init(
      weight_ih: gradients.weightIH, weight_hh: gradients.weightHH, bias_ih: gradients.biasIH,
      bias_hh: gradients.biasHH)
  }
}

extension rk_descriptor {
  /// Nil for activations that the interface does not name.
  init?(_ descriptor: RecurrentDescriptor) {
    // A vanilla cell has no gates to activate.
    let gates = descriptor.cell == .rnn ? .sigmoid : descriptor.recurrentActivation
    guard let activation = descriptor.activation.cValue, let recurrentActivation = gates.cValue else { return nil }
    self.init(
      size: MemoryLayout<rk_descriptor>.size, cell: descriptor.cell.cValue, direction: descriptor.direction.cValue,
      activation: activation, recurrent_activation: recurrentActivation,
      mode: Int32((descriptor.training ? RK_MODE_TRAINING : RK_MODE_INFERENCE).rawValue),
      threads: Int32(clamping: descriptor.threads), batch: Int64(descriptor.batch), steps: Int64(descriptor.steps),
      input_size: Int64(descriptor.inputSize), hidden_size: Int64(descriptor.hiddenSize),
      checkpoint_every: Int64(descriptor.checkpointEvery))
  }
}

extension Cell {
  fileprivate var cValue: Int32 {
    let cell =
      switch self {
      case .rnn: RK_CELL_RNN
      case .lstm: RK_CELL_LSTM
      case .gruResetAfter: RK_CELL_GRU_RESET_AFTER
      case .gruResetBefore: RK_CELL_GRU_RESET_BEFORE
      }
    return Int32(cell.rawValue)
  }
}

extension Direction {
  fileprivate var cValue: Int32 {
    let direction =
      switch self {
      case .forward: RK_DIRECTION_FORWARD
      case .reverse: RK_DIRECTION_REVERSE
      case .bidirectional: RK_DIRECTION_BIDIRECTIONAL
      }
    return Int32(direction.rawValue)
  }
}

extension Activation {
  /// Nil: the interface does not name it.
  var cValue: Int32? {
    let activation: rk_activation? =
      switch self {
      case .tanh: RK_ACTIVATION_TANH
      case .sigmoid: RK_ACTIVATION_SIGMOID
      case .relu: RK_ACTIVATION_RELU
      case .linear: RK_ACTIVATION_LINEAR
      case .hardSigmoid: RK_ACTIVATION_HARD_SIGMOID
      case .elu, .selu, .softplus, .softsign, .leakyReLU: nil
      }
    return activation.map { Int32($0.rawValue) }
  }
}
