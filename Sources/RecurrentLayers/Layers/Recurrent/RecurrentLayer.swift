import RecurrentKernels
import Synchronization

/// A stack of recurrent layers of one ``Cell``, each run over whole sequences in one or both directions.
///
/// ``LSTM``, ``GRU`` and ``RNN`` are this layer with their cell chosen. Input is `[batch, time, inputSize]`, output
/// `[batch, time, directions * hiddenSize]`.
///
/// A stateful layer starts each sequence with the state its last one ended with: a long text is read window by window,
/// each row of the batch its own track. The gradient does not leave the window.
///
/// Any number of tasks may run one layer at once outside training, if it is not stateful.
///
/// Unchecked, because only a final class can be checked: all that it stores is constant and `Sendable`, and its three
/// subclasses store nothing.
public class RecurrentLayer: Stateful, @unchecked Sendable {
  /// Which cell: LSTM, a GRU or the vanilla network.
  public let cell: Cell
  /// The features of a step that it reads.
  public let inputSize: Int
  /// The units of its state.
  public let hiddenSize: Int
  /// From which end it reads.
  public let direction: Direction
  /// The probability that an output element of a layer, except the last, is dropped on its way to the next (PyTorch's
  /// `dropout`), at each step anew.
  public let dropout: Float
  /// The probability that a feature is dropped from a layer's input, for a whole sequence (Keras's `dropout`; Gal and
  /// Ghahramani 2016).
  public let inputDropout: Float
  /// The probability that an element of the state is dropped where it enters the recurrent product, for a whole sequence
  /// (Keras's `recurrent_dropout`; Gal and Ghahramani 2016). What is carried on (c of an LSTM, z h of a GRU) stays.
  ///
  /// One mask serves all gates, the tied form of that paper, so that the gates stay one product. Keras draws a mask for
  /// each gate where there is recurrent dropout, and one for all where there is only that of the input; what any one
  /// gate sees is drawn alike in both.
  public let recurrentDropout: Float
  /// Whether the state goes on from one call to the next.
  public let isStateful: Bool
  /// 0 keeps every step's state for the gradient; k keeps each k-th and computes the others again.
  public let checkpointEvery: Int

  /// Of each layer, from how many steps before a step goes on: 1, or in a stack that is to remember long 1, 2, 4, ... (Chang
  /// et al. 2017).
  public let dilations: [Int]

  let levels: [RecurrentLevel]
  private let carried = Mutex<RecurrentState?>(nil)

  /// - Parameters:
  ///   - layers: how many are stacked.
  ///   - activation: f in the formulas of ``Cell``.
  ///   - recurrentActivation: the gates' activation; ``Cell/rnn`` has none.
  ///   - bias: whether there are `bias_ih` and `bias_hh`, or the first alone as in Keras.
  ///   - initializers: nil is PyTorch's; Keras's is ``RecurrentInitializers/keras``.
  ///   - dilations: one for each layer, of the forward direction alone; empty: 1 of each.
  public init(
    cell: Cell, inputSize: Int, hiddenSize: Int, layers: Int = 1, direction: Direction = .forward,
    dropout: Float = 0, inputDropout: Float = 0, recurrentDropout: Float = 0, isStateful: Bool = false,
    activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid, bias: RecurrentBias = .double,
    checkpointEvery: Int = 0, initializers: RecurrentInitializers? = nil, dilations: [Int] = []
  ) {
    let name = Self.name(of: cell)
    check(inputSize >= 1, name, "inputSize", expected: "at least 1", got: inputSize)
    check(hiddenSize >= 1, name, "hiddenSize", expected: "at least 1", got: hiddenSize)
    check(layers >= 1, name, "layers", expected: "at least 1", got: layers)
    check(checkpointEvery >= 0, name, "checkpointEvery", expected: "at least 0", got: checkpointEvery)
    let dilations = dilations.isEmpty ? [Int](repeating: 1, count: layers) : dilations
    check(dilations.count == layers, name, "dilations", expected: "one for each of \(layers) layers", got: dilations)
    check(dilations.allSatisfy { $0 >= 1 }, name, "dilations", expected: "at least 1", got: dilations)
    check(
      direction == .forward || dilations.allSatisfy { $0 == 1 }, name, "direction of a dilated layer",
      expected: Direction.forward, got: direction)
    self.dilations = dilations
    self.cell = cell
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.direction = direction
    self.dropout = dropout
    self.inputDropout = inputDropout
    self.recurrentDropout = recurrentDropout
    self.isStateful = isStateful
    self.checkpointEvery = checkpointEvery
    levels = (0..<layers).map { level in
      let shape = RecurrentLevel.Configuration(
        name: name, level: level, cell: cell, direction: direction,
        inputSize: level == 0 ? inputSize : direction.count * hiddenSize, hiddenSize: hiddenSize,
        activation: activation, recurrentActivation: recurrentActivation, checkpointEvery: checkpointEvery)
      return RecurrentLevel(
        shape, bias: bias, initializers: initializers ?? .pytorch(hiddenSize: hiddenSize))
    }
  }

  /// f in the formulas of ``Cell``.
  public var activation: Activation { levels[0].configuration.activation }

  /// The gates' activation.
  public var recurrentActivation: Activation { levels[0].configuration.recurrentActivation }

  /// What errors call the layer.
  var name: String { levels[0].configuration.name }

  private static func name(of cell: Cell) -> String {
    switch cell {
    case .rnn: "RNN"
    case .lstm: "LSTM"
    case .gruResetAfter, .gruResetBefore: "GRU"
    }
  }

  /// How many layers are stacked.
  public var layers: Int { levels.count }

  /// The features a step of output has: directions times hidden size.
  public var outputSize: Int { direction.count * hiddenSize }

  public var contents: ModuleContents { ModuleContents(levels.flatMap(\.parameters)) }

  /// Runs the stack over a batch of sequences.
  ///
  /// - Parameters:
  ///   - x: `[batch, time, inputSize]`.
  ///   - state: where to start; nil: where a stateful layer stopped, else zeros.
  ///   - lengths: the steps of each row that count, 0...time, in any order; nil: all. Outputs past a row's end are
  ///     zero, and its final state is that of its last step.
  public func callAsFunction(_ x: Tensor, state: RecurrentState? = nil, lengths: [Int]? = nil) -> RecurrentOutput {
    check(x.rank == 3, name, "rank of the input [batch, time, features]", expected: 3, got: "\(x.rank) in \(x.shape)")
    check(x.shape[2] == inputSize, name, "features axis of the input", expected: inputSize, got: x.shape[2])
    let rowLengths = lengths.map { checked($0, batch: x.shape[0], steps: x.shape[1]) }
    let initial = state ?? (carriesState ? self.state : nil)
    if let initial { requireShape(of: initial, batch: x.shape[0]) }
    var (sequence, final) = (x, [RecurrentState.Layer]())
    for (index, level) in levels.enumerated() {
      if index > 0, dropout > 0 { sequence = Dropout(dropout)(sequence) }
      let masks = RecurrentMasks(
        input: directionalMask(inputDropout, batch: x.shape[0], size: sequence.shape[2]),
        recurrent: directionalMask(recurrentDropout, batch: x.shape[0], size: hiddenSize))
      let layer: RecurrentState.Layer
      (sequence, layer) = level.run(
        sequence, dilation: dilations[index], initial: initial?.layers[index], lengths: rowLengths, masks: masks)
      final.append(layer)
    }
    let finalState = RecurrentState(layers: final)
    if carriesState { self.state = finalState.detached() }
    return RecurrentOutput(output: sequence, state: finalState)
  }

  /// Whether the next call starts with the state that the last one ended with.
  package var carriesState: Bool { isStateful && !levels[0].weights.weightIH.isFrozen }

  /// What a stateful layer starts its next sequence with; nil: zeros.
  public var state: RecurrentState? {
    get { carried.withLock { $0 } }
    set { carried.withLock { $0 = newValue } }
  }

  /// Makes a stateful layer start its next sequence with zeros: at the beginning of another text.
  public func resetState() { state = nil }

  /// The state before the first step: zeros.
  public func initialState(batch: Int = 1) -> RecurrentState {
    RecurrentState(
      layers: dilations.map { dilation in
        let zeros = Tensor.zeros([direction.count, batch, dilation * hiddenSize])
        return .init(hidden: zeros, cell: cell.hasCellState ? zeros : nil)
      })
  }

  func requireShape(of state: RecurrentState, batch: Int) {
    check(state.layers.count == layers, name, "layers of the state", expected: layers, got: state.layers.count)
    for (layer, dilation) in zip(state.layers, dilations) {
      layer.requireShape(
        directions: direction.count, batch: batch, hiddenSize: dilation * hiddenSize, hasCell: cell.hasCellState, name)
    }
  }

  private func checked(_ lengths: [Int], batch: Int, steps: Int) -> [Int32] {
    check(lengths.count == batch, name, "lengths", expected: batch, got: lengths.count)
    for (row, length) in lengths.enumerated() {
      check((0...steps).contains(length), name, "length of row \(row)", expected: "0...\(steps)", got: length)
    }
    return lengths.map(Int32.init)
  }

  private func directionalMask(_ probability: Float, batch: Int, size: Int) -> Tensor? {
    probability > 0 ? Dropout(probability).mask([direction.count, batch, size], rowAxis: 1) : nil
  }
}

/// What a ``RecurrentLayer`` returns.
public struct RecurrentOutput: Sendable {
  /// `[batch, time, directions * hiddenSize]`, of the last layer of the stack.
  public let output: Tensor
  /// The state after each row's last step, of every layer.
  public let state: RecurrentState

  /// The last layer's final hidden state, directions side by side, `[batch, directions * hiddenSize]`: what a sequence
  /// amounts to. For one direction it is the output at each row's last step (Keras's without `return_sequences`).
  public var last: Tensor {
    let top = state.layers[state.layers.count - 1].hidden
    let (batch, size) = (top.shape[1], output.shape[2] / top.shape[0])
    // Of a dilated layer the last step is what comes last again.
    let hidden = top.shape[2] == size ? top : top.slice((top.shape[2] - size)..<top.shape[2], axis: 2)
    let directions = (0..<hidden.shape[0]).map { hidden.slice($0..<($0 + 1), axis: 0).reshaped([batch, size]) }
    return directions.count == 1 ? directions[0] : Tensor(concatenating: directions, axis: 1)
  }
}
