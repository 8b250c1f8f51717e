import RecurrentKernels

extension LayerSpecification where Self == RecurrentSpecification {
  /// Keras's `LSTM`.
  ///
  /// - Parameter unitForgetBias: whether 1 is added to the forget gate's bias at first (Jozefowicz et al. 2015).
  public static func lstm(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, unitForgetBias: Bool = true, returnSequences: Bool = false,
    returnState: Bool = false, goBackwards: Bool = false, stateful: Bool = false, dropout: Float = 0,
    recurrentDropout: Float = 0
  ) -> RecurrentSpecification {
    let initializers = RecurrentInitializers(
      weightIH: kernelInitializer, weightHH: recurrentInitializer, bias: biasInitializer,
      unitForgetBias: unitForgetBias)
    return RecurrentSpecification(
      cell: .lstm, units: units, activation: activation, recurrentActivation: recurrentActivation,
      bias: useBias ? .single : .none, initializers: initializers, returnSequences: returnSequences,
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
    resetAfter: Bool = true
  ) -> RecurrentSpecification {
    let initializers = RecurrentInitializers(
      weightIH: kernelInitializer, weightHH: recurrentInitializer, bias: biasInitializer)
    return RecurrentSpecification(
      cell: resetAfter ? .gruResetAfter : .gruResetBefore, units: units, activation: activation,
      recurrentActivation: recurrentActivation, bias: !useBias ? .none : resetAfter ? .double : .single,
      initializers: initializers, returnSequences: returnSequences, returnState: returnState,
      goBackwards: goBackwards, stateful: stateful, dropout: dropout, recurrentDropout: recurrentDropout)
  }

  /// Keras's `SimpleRNN`.
  public static func simpleRNN(
    _ units: Int, activation: Activation = .tanh, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, returnSequences: Bool = false, returnState: Bool = false,
    goBackwards: Bool = false, stateful: Bool = false, dropout: Float = 0, recurrentDropout: Float = 0
  ) -> RecurrentSpecification {
    let initializers = RecurrentInitializers(
      weightIH: kernelInitializer, weightHH: recurrentInitializer, bias: biasInitializer)
    return RecurrentSpecification(
      cell: .rnn, units: units, activation: activation, bias: useBias ? .single : .none, initializers: initializers,
      returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards, stateful: stateful,
      dropout: dropout, recurrentDropout: recurrentDropout)
  }
}
