import RecurrentKernels

/// A recurrent layer in Keras's terms: one layer in one direction, of which the last output or all of them go on.
///
/// Written `.lstm(...)`, `.gru(...)` or `.simpleRNN(...)`; built into a ``RecurrentLayer``.
public struct RecurrentSpecification: LayerSpecification {
  public var cell: Cell
  /// Keras's name for the hidden size.
  public var units: Int
  /// f in the formulas of ``Cell``.
  public var activation: Activation = .tanh
  /// The gates' activation.
  public var recurrentActivation: Activation = .sigmoid
  public var bias: RecurrentBias
  public var initializers: RecurrentInitializers = .keras
  /// Whether the outputs of all steps go on, `[batch, time, units]`, or the last alone, `[batch, units]`.
  public var returnSequences = false
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

  public var kind: String {
    switch cell {
    case .rnn: "SimpleRNN"
    case .lstm: "LSTM"
    case .gruResetAfter, .gruResetBefore: "GRU"
    }
  }

  public func build(inputShape: LayerShape) -> BuiltLayer {
    let (steps, features) = inputShape.sequence(for: kind)
    let layer = makeLayer(inputSize: features, direction: goBackwards ? .reverse : .forward)
    let (returnSequences, returnState, goBackwards) = (returnSequences, returnState, goBackwards)
    return BuiltLayer(kind: kind, module: layer, outputShape: outputShape(steps: steps, features: units)) { value in
      let result = layer(value.numbers, mask: value.mask)
      let state = returnState ? result.state : nil
      guard returnSequences else { return LayerValue(result.last, state: state) }
      guard goBackwards else { return LayerValue(result.output, mask: value.mask, state: state) }
      return LayerValue(result.output.reversedInTime(), mask: value.mask?.reversedInTime(), state: state)
    }
  }

  func makeLayer(inputSize: Int, direction: Direction) -> RecurrentLayer {
    RecurrentLayer(
      cell: cell, inputSize: inputSize, hiddenSize: units, direction: direction, inputDropout: dropout,
      recurrentDropout: recurrentDropout, stateful: stateful, activation: activation,
      recurrentActivation: recurrentActivation, bias: bias, initializers: initializers)
  }

  func outputShape(steps: Int?, features: Int) -> LayerShape {
    returnSequences ? [steps, features] : [features]
  }
}
