import RecurrentFormats
import RecurrentKernels

/// An LSTM, GRU or RNN node: its attributes and weights, whatever the input's shape.
struct RecurrentNode {
  let call: NodeCall
  let cell: Cell
  let direction: Direction
  /// For each direction, f, g and h of the operator's formulas; those that the cell does not have are left out.
  let activations: [[RecurrentActivation]]
  /// The numbers before each activation are held within ± clip; 0: they are not.
  let clip: Float
  /// Whether the forget gate is 1 - the input gate.
  let isCoupled: Bool
  /// Whether the batch is the first axis of inputs, outputs and states.
  let isBatchFirst: Bool
  let inputSize: Int
  let hiddenSize: Int
  /// [directions, gates · hidden, input], [directions, gates · hidden, hidden], [directions, 2 · gates · hidden].
  let weights: View
  let recurrentWeights: View
  let biases: View?
  /// [directions, 3 · hidden], of the gates i, o, f.
  let peepholes: View?

  init(_ call: NodeCall, _ cell: Cell) throws {
    (self.call, self.cell) = (call, cell)
    let name = call.string("direction", default: "forward")
    guard let direction = Direction(rawValue: name) else {
      throw NodeError.unsupported("the direction \"\(name)\" is not known")
    }
    self.direction = direction
    weights = try Self.known(call, 1)
    recurrentWeights = try Self.known(call, 2)
    biases = call.has(3) ? try Self.known(call, 3) : nil
    let peepholes = cell == .lstm && call.has(7) ? try Self.known(call, 7) : nil
    self.peepholes = peepholes.flatMap { view in view.floats.allSatisfy { $0 == 0 } ? nil : view }
    activations = try Self.activations(call, cell, direction)
    clip = call.float("clip", default: 0)
    isCoupled = call.integer("input_forget", default: 0) != 0
    isBatchFirst = call.integer("layout", default: 0) != 0
    guard recurrentWeights.rank == 3, weights.rank == 3 else { throw NodeError("its weights must have three axes") }
    (inputSize, hiddenSize) = (weights.shape[2], recurrentWeights.shape[2])
    try requireShapes()
  }

  private static func known(_ call: NodeCall, _ index: Int) throws -> View {
    let value = try call.value(index)
    guard let view = value.constant else { throw UnknownValue(origins: value.origins) }
    guard view.storage == .float else {
      throw NodeError.unsupported("its input \(index) must be numbers with a fraction")
    }
    return call.compiler.dense(view)
  }

  private static func activations(
    _ call: NodeCall, _ cell: Cell, _ direction: Direction
  ) throws -> [[RecurrentActivation]] {
    let standard =
      switch cell {
      case .rnn: ["Tanh"]
      case .lstm: ["Sigmoid", "Tanh", "Tanh"]
      case .gruResetAfter, .gruResetBefore: ["Sigmoid", "Tanh"]
      }
    let names = call.strings("activations") ?? (0..<direction.count).flatMap { _ in standard }
    guard names.count == standard.count * direction.count else { throw NodeError("\(names.count) activations") }
    var alphas = (call.floats("activation_alpha") ?? [])[...]
    var betas = (call.floats("activation_beta") ?? [])[...]
    let all = try names.map { try RecurrentActivation($0, alphas: &alphas, betas: &betas) }
    return (0..<direction.count).map { Array(all[$0 * standard.count..<($0 + 1) * standard.count]) }
  }

  private func requireShapes() throws {
    let (rows, directions) = (cell.gates * hiddenSize, direction.count)
    guard weights.shape == [directions, rows, inputSize], recurrentWeights.shape == [directions, rows, hiddenSize],
      biases == nil || biases!.shape == [directions, 2 * rows],
      peepholes == nil || peepholes!.shape == [directions, 3 * hiddenSize]
    else {
      throw NodeError(
        "W is \(weights.shape), R \(recurrentWeights.shape), B \(biases?.shape ?? []): not those of \(directions) direction(s)"
      )
    }
    if let wanted = call.integer("hidden_size"), wanted != hiddenSize {
      throw NodeError("hidden_size is \(wanted), but R is \(recurrentWeights.shape)")
    }
  }

  /// For each of PyTorch's gates, its place among ONNX's: i f g o among i o f c, r z n among z r h.
  static func gateOrder(of cell: Cell) -> [Int] {
    switch cell {
    case .rnn: [0]
    case .lstm: [0, 2, 3, 1]
    case .gruResetAfter, .gruResetBefore: [1, 0, 2]
    }
  }

  /// One direction's weights in PyTorch's layout, gate by gate in its order.
  ///
  /// - Parameter make: what becomes of the gates of each.
  func gates<Made: Sendable>(direction: Int, _ make: ([View]) -> Made) -> RecurrentWeights<Made> {
    let rows = cell.gates * hiddenSize
    func gates(_ view: View) -> Made {
      let gates = view.element(direction, axis: 0).splitting(axis: 0, into: [cell.gates, hiddenSize])
      return make(Self.gateOrder(of: cell).map { gates.element($0, axis: 0) })
    }
    func bias(_ half: Int) -> Made? { biases.map { gates($0.sliced(axis: 1, start: half * rows, count: rows)) } }
    return RecurrentWeights(
      weightIH: gates(weights), weightHH: gates(recurrentWeights), biasIH: bias(0), biasHH: bias(1))
  }

  /// The same as numbers.
  func layerWeights(direction: Int) -> RecurrentWeights<[Float]> {
    gates(direction: direction) { $0.flatMap(\.floats) }
  }

  /// The kernels' activations, f and s of the cell's formulas; nil: they do not compute this node.
  var kernelActivations: (activation: Activation, recurrent: Activation)? {
    guard clip == 0, !isCoupled, peepholes == nil, activations.allSatisfy({ $0 == activations[0] }) else { return nil }
    let kernels = activations[0].compactMap(\.kernelActivation)
    guard kernels.count == activations[0].count else { return nil }
    switch cell {
    case .rnn: return (kernels[0], .sigmoid)
    case .lstm: return kernels[1] == kernels[2] ? (kernels[1], kernels[0]) : nil
    case .gruResetAfter, .gruResetBefore: return (kernels[1], kernels[0])
    }
  }
}

/// One direction's weights, PyTorch's layout.
struct RecurrentWeights<Numbers: Sendable>: Sendable {
  let weightIH: Numbers
  let weightHH: Numbers
  let biasIH: Numbers?
  let biasHH: Numbers?
}
