import RecurrentKernels

/// The vanilla recurrent network (Elman 1990): ``Cell/rnn``.
///
/// ```swift
/// let rnn = RNN(inputSize: 1, hiddenSize: 16, activation: .relu)
/// let last = rnn(x).last  // x: [batch, time, 1]; last: [batch, 16]
/// ```
public final class RNN: RecurrentLayer, @unchecked Sendable {
  /// What the options mean is told at ``RecurrentLayer``.
  public init(
    inputSize: Int, hiddenSize: Int, layers: Int = 1, direction: Direction = .forward, dropout: Float = 0,
    inputDropout: Float = 0, recurrentDropout: Float = 0, isStateful: Bool = false, activation: Activation = .tanh,
    bias: RecurrentBias = .double, checkpointEvery: Int = 0, initializers: RecurrentInitializers? = nil,
    dilations: [Int] = []
  ) {
    super.init(
      cell: .rnn, inputSize: inputSize, hiddenSize: hiddenSize, layers: layers, direction: direction,
      dropout: dropout, inputDropout: inputDropout, recurrentDropout: recurrentDropout, isStateful: isStateful,
      activation: activation, bias: bias, checkpointEvery: checkpointEvery, initializers: initializers,
      dilations: dilations)
  }
}
