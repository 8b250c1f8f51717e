import RecurrentKernels

/// Gated recurrent units (Cho et al. 2014): ``Cell/gruResetAfter`` or ``Cell/gruResetBefore``.
///
/// ```swift
/// let gru = GRU(inputSize: 8, hiddenSize: 32, direction: .bidirectional)
/// let output = gru(x).output  // x: [batch, time, 8]; output: [batch, time, 64]
/// ```
public final class GRU: RecurrentLayer, @unchecked Sendable {
  /// - Parameter resetAfter: whether the reset gate acts after the recurrent product (cuDNN, PyTorch, Keras's default)
  ///   or before it (the paper).
  public init(
    inputSize: Int, hiddenSize: Int, layers: Int = 1, direction: Direction = .forward, dropout: Float = 0,
    inputDropout: Float = 0, recurrentDropout: Float = 0, isStateful: Bool = false, resetAfter: Bool = true,
    activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid, bias: RecurrentBias = .double,
    checkpointEvery: Int = 0, initializers: RecurrentInitializers? = nil, dilations: [Int] = []
  ) {
    super.init(
      cell: resetAfter ? .gruResetAfter : .gruResetBefore, inputSize: inputSize, hiddenSize: hiddenSize,
      layers: layers, direction: direction, dropout: dropout, inputDropout: inputDropout,
      recurrentDropout: recurrentDropout, isStateful: isStateful, activation: activation,
      recurrentActivation: recurrentActivation, bias: bias, checkpointEvery: checkpointEvery,
      initializers: initializers, dilations: dilations)
  }
}
