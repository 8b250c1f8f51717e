/// The first values of a recurrent layer's weights.
public struct RecurrentInitializers: Sendable, Hashable {
  /// Of the input's weights.
  public var weightIH: Initializer
  /// Of the state's weights.
  public var weightHH: Initializer
  /// Of the biases.
  public var bias: Initializer
  /// Adds 1 to the forget gate's `bias_ih`, so that an LSTM starts out remembering (Jozefowicz et al. 2015).
  public var unitForgetBias: Bool

  /// First values of each kind.
  public init(weightIH: Initializer, weightHH: Initializer, bias: Initializer, unitForgetBias: Bool = false) {
    self.weightIH = weightIH
    self.weightHH = weightHH
    self.bias = bias
    self.unitForgetBias = unitForgetBias
  }

  /// All even in ±1 / sqrt(hiddenSize).
  public static func pytorch(hiddenSize: Int) -> RecurrentInitializers {
    let uniform = Initializer.uniform(inverseRootOf: hiddenSize)
    return RecurrentInitializers(weightIH: uniform, weightHH: uniform, bias: uniform)
  }

  /// Glorot uniform, orthogonal, zero biases, an LSTM's forget bias 1.
  public static let keras = RecurrentInitializers(
    weightIH: .glorotUniform, weightHH: .orthogonal, bias: .zeros, unitForgetBias: true)
}
