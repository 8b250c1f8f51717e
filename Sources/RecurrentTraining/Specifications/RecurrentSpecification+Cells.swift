import RecurrentKernels
import RecurrentLayers

extension LayerSpecification where Self == RecurrentSpecification {
  /// Keras's `LSTM`.
  ///
  /// - Parameter unitForgetBias: whether 1 is added to the forget gate's bias at first (Jozefowicz et al. 2015).
  public static func lstm(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, unitForgetBias: Bool = true, returnSequences: Bool = false,
    returnState: Bool = false, goBackwards: Bool = false, stateful: Bool = false, dropout: Float = 0,
    recurrentDropout: Float = 0, zeroOutputForMask: Bool = true
  ) -> RecurrentSpecification {
    RecurrentSpecification(
      cell: .lstm, units: units, activation: activation, recurrentActivation: recurrentActivation, useBias: useBias,
      kernelInitializer: kernelInitializer, recurrentInitializer: recurrentInitializer,
      biasInitializer: biasInitializer, unitForgetBias: unitForgetBias, returnSequences: returnSequences,
      zeroOutputForMask: zeroOutputForMask,
      returnState: returnState, goBackwards: goBackwards, stateful: stateful, dropout: dropout,
      recurrentDropout: recurrentDropout)
  }

  /// Keras's `GRU`.
  ///
  /// - Parameter resetAfter: whether the reset gate acts after the recurrent product, which then has a bias of its own,
  ///   or before it.
  public static func gru(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, returnSequences: Bool = false, returnState: Bool = false,
    goBackwards: Bool = false, stateful: Bool = false, dropout: Float = 0, recurrentDropout: Float = 0,
    zeroOutputForMask: Bool = true, resetAfter: Bool = true
  ) -> RecurrentSpecification {
    RecurrentSpecification(
      cell: resetAfter ? .gruResetAfter : .gruResetBefore, units: units, activation: activation,
      recurrentActivation: recurrentActivation, useBias: useBias, kernelInitializer: kernelInitializer,
      recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer, unitForgetBias: false,
      returnSequences: returnSequences, zeroOutputForMask: zeroOutputForMask, returnState: returnState,
      goBackwards: goBackwards, stateful: stateful,
      dropout: dropout, recurrentDropout: recurrentDropout)
  }

  /// Keras's `SimpleRNN`.
  public static func simpleRNN(
    _ units: Int, activation: Activation = .tanh, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, returnSequences: Bool = false, returnState: Bool = false,
    goBackwards: Bool = false, stateful: Bool = false, dropout: Float = 0, recurrentDropout: Float = 0,
    zeroOutputForMask: Bool = true
  ) -> RecurrentSpecification {
    RecurrentSpecification(
      cell: .rnn, units: units, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
      recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer, unitForgetBias: false,
      returnSequences: returnSequences, zeroOutputForMask: zeroOutputForMask, returnState: returnState,
      goBackwards: goBackwards, stateful: stateful,
      dropout: dropout, recurrentDropout: recurrentDropout)
  }
}
