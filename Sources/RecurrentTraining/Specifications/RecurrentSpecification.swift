import RecurrentKernels
import RecurrentLayers

/// A recurrent layer in Keras's terms: one layer in one direction, of which the last output or all of them go on.
///
/// Written `.lstm(...)`, `.gru(...)` or `.simpleRNN(...)`; built into a ``RecurrentLayer``.
public struct RecurrentSpecification: LayerSpecification {
  /// Which cell: LSTM, a GRU or the vanilla network.
  public var cell: Cell
  /// Keras's name for the hidden size.
  public var units: Int
  /// f in the formulas of ``Cell``.
  public var activation: Activation = .tanh
  /// The gates' activation.
  public var recurrentActivation: Activation = .sigmoid
  /// Whether there are biases: ``RecurrentBias/single`` ones, ``RecurrentBias/double`` for a GRU that resets after the
  /// product.
  public var useBias = true
  /// First values of the weights.
  public var kernelInitializer = Initializer.glorotUniform
  /// First values of the state's weights.
  public var recurrentInitializer = Initializer.orthogonal
  /// First values of the bias.
  public var biasInitializer = Initializer.zeros
  /// Whether 1 is added to an LSTM's forget bias at first.
  public var unitForgetBias = true
  /// Whether the outputs of all steps go on, `[batch, time, units]`, or the last alone, `[batch, units]`.
  public var returnSequences = false
  /// What the outputs are at the steps that a mask leaves out: zeros, or the last output before them, as in Keras unless
  /// its `zero_output_for_mask` is set.
  public var zeroOutputForMask = true
  /// Whether the final state goes along, in ``LayerValue/state``.
  public var returnState = false
  /// Whether the sequence is read from its end; outputs come in the order in which they were made.
  public var goBackwards = false
  /// Whether a batch starts with the state that the last one ended with.
  public var stateful = false
  /// The probability that an input feature is dropped, for a whole sequence.
  public var dropout: Float = 0
  /// The probability that an element of the state is dropped where it enters the recurrent product, for a whole sequence.
  public var recurrentDropout: Float = 0
  /// What each sequence starts with; nil: zeros. It is not learned.
  public var firstState: FirstState?

  /// The state of one layer and one sequence.
  public struct FirstState: Codable, Equatable, Sendable {
    /// h of each unit.
    public let hidden: [Float]
    /// c of each unit; of an LSTM alone.
    public let cell: [Float]?

    /// A state of so many units as there are numbers.
    public init(hidden: [Float], cell: [Float]? = nil) { (self.hidden, self.cell) = (hidden, cell) }

    /// The same of each row of a batch.
    package func state(batch: Int) -> RecurrentState {
      func rows(_ numbers: [Float]) -> Tensor {
        Tensor(shape: [1, 1, numbers.count], scalars: numbers).broadcast(to: [1, batch, numbers.count])
      }
      return RecurrentState(layers: [.init(hidden: rows(hidden), cell: cell.map(rows))])
    }
  }

  public var kind: String {
    switch cell {
    case .rnn: "SimpleRNN"
    case .lstm: "LSTM"
    case .gruResetAfter, .gruResetBefore: "GRU"
    }
  }

  public func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    let (steps, features) = try inputShape.sequence(for: kind)
    try requireOptions()
    return LayerOutline(
      outputShape: outputShape(steps: steps, features: units), parameterCount: parameterCount(features: features))
  }

  public func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let (_, features) = try inputShape.sequence(for: kind)
    let layer = makeLayer(inputSize: features, direction: goBackwards ? .reverse : .forward)
    let specification = self
    let steps = goBackwards ? nil : [StreamLayer.recurrent(layer, firstState: firstState?.state(batch: 1))]
    return BuiltLayer(layer, steps: steps) { value in
      let carried = layer.carriesState ? layer.state : nil
      let result = layer(
        value.numbers, state: carried ?? specification.firstState?.state(batch: value.numbers.shape[0]),
        mask: value.mask)
      let state = specification.returnState ? result.state : nil
      guard specification.returnSequences else { return LayerValue(result.last, state: state) }
      let output = specification.goBackwards ? result.output.reversedInTime() : result.output
      let mask = specification.goBackwards ? value.mask?.reversedInTime() : value.mask
      guard !specification.zeroOutputForMask, let mask else { return LayerValue(output, mask: mask, state: state) }
      return LayerValue(output.repeated(where: mask), mask: mask, state: state)
    }
  }

  func requireOptions() throws(SpecificationError) {
    try requireSize(units, "units")
    try requireRate(dropout, "dropout")
    try requireRate(recurrentDropout, "recurrentDropout")
    try requireBiasInitializer(biasInitializer)
    guard let firstState else { return }
    let counts = [firstState.hidden.count] + (firstState.cell.map { [$0.count] } ?? [])
    let expected = [Int](repeating: units, count: cell.hasCellState ? 2 : 1)
    try require(counts == expected, "numbers of the first state", expected: expected, got: counts)
  }

  func makeLayer(inputSize: Int, direction: Direction) -> RecurrentLayer {
    RecurrentLayer(
      cell: cell, inputSize: inputSize, hiddenSize: units, direction: direction, inputDropout: dropout,
      recurrentDropout: recurrentDropout, isStateful: stateful, activation: activation,
      recurrentActivation: recurrentActivation, bias: bias,
      initializers: RecurrentInitializers(
        weightIH: kernelInitializer, weightHH: recurrentInitializer, bias: biasInitializer,
        unitForgetBias: unitForgetBias))
  }

  func outputShape(steps: Int?, features: Int) -> LayerShape {
    returnSequences ? [steps, features] : [features]
  }

  func parameterCount(features: Int) -> Int {
    let biases =
      switch bias {
      case .none: 0
      case .single: 1
      case .double: 2
      }
    return cell.gates * units * (features + units + biases)
  }

  private var bias: RecurrentBias { !useBias ? .none : cell == .gruResetAfter ? .double : .single }
}
