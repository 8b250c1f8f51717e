import RecurrentKernels

/// Long short-term memory (Hochreiter and Schmidhuber 1997): ``Cell/lstm``.
///
/// ```swift
/// let lstm = LSTM(inputSize: 128, hiddenSize: 196, layers: 2, dropout: 0.2)
/// let result = lstm(x, lengths: lengths)  // x: [batch, time, 128]
/// print(result.output.shape, result.last.shape)  // [batch, time, 196], [batch, 196]
/// ```
public final class LSTM: RecurrentLayer, @unchecked Sendable {
  /// What the options mean is told at ``RecurrentLayer``.
  public init(
    inputSize: Int, hiddenSize: Int, layers: Int = 1, direction: Direction = .forward, dropout: Float = 0,
    inputDropout: Float = 0, recurrentDropout: Float = 0, isStateful: Bool = false, activation: Activation = .tanh,
    recurrentActivation: Activation = .sigmoid, bias: RecurrentBias = .double, checkpointEvery: Int = 0,
    initializers: RecurrentInitializers? = nil, dilations: [Int] = []
  ) {
    super.init(
      cell: .lstm, inputSize: inputSize, hiddenSize: hiddenSize, layers: layers, direction: direction,
      dropout: dropout, inputDropout: inputDropout, recurrentDropout: recurrentDropout, isStateful: isStateful,
      activation: activation, recurrentActivation: recurrentActivation, bias: bias, checkpointEvery: checkpointEvery,
      initializers: initializers, dilations: dilations)
  }
}
