import RecurrentKernels

/// The vanilla recurrent network (Elman 1990): ``Cell/rnn``.
public final class RNN: RecurrentLayer, @unchecked Sendable {
  public init(
    inputSize: Int, hiddenSize: Int, layers: Int = 1, direction: Direction = .forward, dropout: Float = 0,
    inputDropout: Float = 0, recurrentDropout: Float = 0, isStateful: Bool = false, activation: Activation = .tanh,
    bias: RecurrentBias = .double, checkpointEvery: Int = 0, initializers: RecurrentInitializers? = nil
  ) {
    super.init(
      cell: .rnn, inputSize: inputSize, hiddenSize: hiddenSize, layers: layers, direction: direction,
      dropout: dropout, inputDropout: inputDropout, recurrentDropout: recurrentDropout, isStateful: isStateful,
      activation: activation, bias: bias, checkpointEvery: checkpointEvery, initializers: initializers)
  }
}
