/// The recurrent cells. The tests walk this list: a case without a reference, an oracle and golden values fails them.
public enum Cell: String, CaseIterable, Sendable, Codable {
  /// h' = f(W x + U h + b). Elman 1990.
  case rnn
  /// Gates i, f, g, o. Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000.
  case lstm
  /// Gates r, z, n; n = f(W x + b + r (U h + b')). cuDNN's and PyTorch's form of Cho et al. 2014.
  case gruResetAfter
  /// Gates r, z, n; n = f(W x + b + U (r h) + b'). Cho et al. 2014.
  case gruResetBefore

  /// The number of gates G: weights have G * hiddenSize rows.
  public var gates: Int {
    switch self {
    case .rnn: 1
    case .lstm: 4
    case .gruResetAfter, .gruResetBefore: 3
    }
  }

  /// Whether the state is a hidden and a cell vector, rather than a hidden one alone.
  public var hasCellState: Bool { self == .lstm }
}

/// Functions whose derivative follows from their own output.
public enum Activation: String, CaseIterable, Sendable, Codable {
  /// tanh x
  case tanh
  /// 1 / (1 + e^-x)
  case sigmoid
  /// max(x, 0)
  case relu
  /// x
  case linear
  /// clamp(x/6 + 1/2, 0, 1), as PyTorch and Keras 3 have it.
  case hardSigmoid
  /// clamp(x/5 + 1/2, 0, 1), as Keras had it before version 3, and ONNX where nothing else is said.
  case steepHardSigmoid
  /// x, or e^x - 1 below 0. Clevert et al. 2016.
  case elu
  /// 1.0507 x, or 1.0507 · 1.6733 (e^x - 1) below 0. Klambauer et al. 2017.
  case selu
  /// log(1 + e^x).
  case softplus
  /// x / (1 + |x|).
  case softsign
  /// x, or 0.2 x below 0, as Keras 3 has it.
  case leakyReLU

  /// Whether `recurrent_kernels.h` names it. Recurrent layers with the others only the reference backend runs: a
  /// ``KernelChain`` falls back to it, at a fraction of the speed. Over whole arrays the others are programs.
  public var isInKernelInterface: Bool {
    switch self {
    case .tanh, .sigmoid, .relu, .linear, .hardSigmoid, .steepHardSigmoid: true
    case .elu, .selu, .softplus, .softsign, .leakyReLU: false
    }
  }
}

/// From which end a layer reads a sequence.
public enum Direction: String, CaseIterable, Sendable, Codable {
  /// From its first step on.
  case forward
  /// From its last step on.
  case reverse
  /// Direction 0 runs forward, direction 1 in reverse; outputs are concatenated.
  case bidirectional

  /// S, the number of directions run.
  public var count: Int { self == .bidirectional ? 2 : 1 }
}

/// What a ``RecurrentPlan`` is made from: `rk_descriptor` in Swift.
public struct RecurrentDescriptor: Sendable, Hashable {
  /// Which cell: LSTM, a GRU or the vanilla network.
  public var cell: Cell
  /// From which end it reads.
  public var direction: Direction
  /// f in the formulas of ``Cell``.
  public var activation: Activation
  /// The gates' activation; ``Cell/rnn`` has none.
  public var recurrentActivation: Activation
  /// Whether forward keeps what backward needs.
  public var training: Bool
  /// Threads a call may use; 0: the machine's physical cores, or `RECURRENT_THREADS`.
  public var threads: Int
  /// The number of sequences.
  public var batch: Int
  /// The steps of a sequence.
  public var steps: Int
  /// The features of a step that it reads.
  public var inputSize: Int
  /// The units of its state.
  public var hiddenSize: Int
  /// 0 keeps every step's state for backward; k keeps each k-th and recomputes the others.
  public var checkpointEvery: Int
  /// Of the products with the weights, and of their gradients.
  public var precision: Precision

  /// One layer of these sizes.
  public init(
    cell: Cell, direction: Direction = .forward, activation: Activation = .tanh,
    recurrentActivation: Activation = .sigmoid, training: Bool, threads: Int = 0, batch: Int, steps: Int,
    inputSize: Int, hiddenSize: Int, checkpointEvery: Int = 0, precision: Precision = .float32
  ) {
    self.cell = cell
    self.direction = direction
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    self.training = training
    self.threads = threads
    self.batch = batch
    self.steps = steps
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.checkpointEvery = checkpointEvery
    self.precision = precision
  }
}
