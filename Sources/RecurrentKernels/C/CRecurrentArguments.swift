internal import CKernels

// The arguments of a recurrent plan as the C structs, each with its `size` set. Pointers into them are valid inside
// `body` only.

/// Both directions' weights, of which the second is null where there is one direction.
func withCWeights<Result>(
  _ weights: WeightPointers, reverse: WeightPointers?,
  _ body: (UnsafePointer<rk_weights>, UnsafePointer<rk_weights>?) -> Result
) -> Result {
  withUnsafePointer(to: rk_weights(weights)) { weights in
    guard let reverse else { return body(weights, nil) }
    return withUnsafePointer(to: rk_weights(reverse)) { body(weights, $0) }
  }
}

func withCArguments<Result>(
  _ arguments: ForwardArguments, _ body: (UnsafePointer<rk_forward_arguments>) -> Result
) -> Result {
  withCWeights(arguments.weights, reverse: arguments.reverseWeights) { weights, reverse in
    withUnsafePointer(to: rk_forward_arguments(arguments, weights: weights, reverse: reverse), body)
  }
}

func withCArguments<Result>(
  _ arguments: BackwardArguments, _ body: (UnsafePointer<rk_backward_arguments>) -> Result
) -> Result {
  withCArguments(arguments.forward) { forward in
    withUnsafePointer(to: rk_weight_gradients(arguments.weightGradients)) { gradients in
      withUnsafePointer(to: rk_weight_gradients(arguments.reverseWeightGradients)) { reverse in
        withUnsafePointer(
          to: rk_backward_arguments(
            size: MemoryLayout<rk_backward_arguments>.size, forward: forward, d_output: arguments.outputGradient,
            d_final_hidden: arguments.finalHiddenGradient, d_final_cell: arguments.finalCellGradient,
            d_input: arguments.inputGradient, d_weights: gradients, d_reverse_weights: reverse,
            d_initial_hidden: arguments.initialHiddenGradient, d_initial_cell: arguments.initialCellGradient,
            workspace: arguments.workspace, packed_weights: arguments.packedWeights), body)
      }
    }
  }
}

extension rk_forward_arguments {
  /// - Parameter weights: those of `arguments`.
  init(_ arguments: ForwardArguments, weights: UnsafePointer<rk_weights>, reverse: UnsafePointer<rk_weights>?) {
    self.init(
      size: MemoryLayout<Self>.size, input: arguments.input, weights: weights, reverse_weights: reverse,
      packed_weights: arguments.packedWeights, lengths: arguments.lengths, initial_hidden: arguments.initialHidden,
      initial_cell: arguments.initialCell, input_mask: arguments.inputMask, recurrent_mask: arguments.recurrentMask,
      output: arguments.output, final_hidden: arguments.finalHidden, final_cell: arguments.finalCell,
      cache: arguments.cache, workspace: arguments.workspace)
  }
}

extension rk_weights {
  init(_ weights: WeightPointers) {
    self.init(
      size: MemoryLayout<Self>.size, weight_ih: weights.weightIH, weight_hh: weights.weightHH, bias_ih: weights.biasIH,
      bias_hh: weights.biasHH)
  }
}

extension rk_weight_gradients {
  init(_ gradients: WeightGradientPointers) {
    self.init(
      size: MemoryLayout<Self>.size, weight_ih: gradients.weightIH, weight_hh: gradients.weightHH,
      bias_ih: gradients.biasIH,
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
      checkpoint_every: Int64(descriptor.checkpointEvery), precision: descriptor.precision.cValue)
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

extension Precision {
  var cValue: Int32 {
    let precision =
      switch self {
      case .float32: RK_PRECISION_FLOAT32
      case .bf16: RK_PRECISION_BFLOAT16
      case .int8: RK_PRECISION_INT8
      }
    return Int32(precision.rawValue)
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
      case .steepHardSigmoid: RK_ACTIVATION_STEEP_HARD_SIGMOID
      case .elu, .selu, .softplus, .softsign, .leakyReLU: nil
      }
    return activation.map { Int32($0.rawValue) }
  }
}
