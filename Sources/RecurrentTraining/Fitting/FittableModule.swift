import RecurrentLayers

/// A module of one input and one output, which is fitted, measured and asked in the words of ``Sequential``.
///
/// ```swift
/// struct Memory: FittableModule {
///   let lstm = LSTM(inputSize: 1, hiddenSize: 32)
///   let output = Dense(inputSize: 32, outputSize: 1)
///
///   func callAsFunction(_ x: Tensor, lengths: [Int]?) -> Tensor { output(lstm(x, lengths: lengths).last) }
/// }
///
/// let model = Memory()
/// let trainer = Trainer(Adam(ParameterStore(model)), clippingNorm: 1, seed: 1)
/// try model.fit(x, y, trainer: trainer, loss: .meanSquaredError, epochs: 10)
/// let predictions = try model.predict(x)
/// ```
public protocol FittableModule: Module {
  /// ``Tensor``, or ``IndexTensor`` for tokens.
  associatedtype Input: ModuleInput

  /// What the module makes of a batch: `[batch, ...]`.
  ///
  /// - Parameter lengths: the steps of each example that count, as ``PaddedSequences`` have them; nil: all.
  func callAsFunction(_ x: Input, lengths: [Int]?) -> Tensor
}

/// What a ``FittableModule`` takes: ``Tensor`` or ``IndexTensor``.
public protocol ModuleInput: Sendable {
  /// - Throws: ``DataError/kind(what:expected:got:)``.
  init(_ samples: Samples) throws(DataError)
}

extension Tensor: ModuleInput {
  public init(_ samples: Samples) throws(DataError) {
    guard case .numbers(let tensor) = samples else {
      throw .kind(what: "examples", expected: "numbers (a Tensor)", got: "tokens")
    }
    self = tensor
  }
}

extension IndexTensor: ModuleInput {
  public init(_ samples: Samples) throws(DataError) {
    guard case .indices(let tokens) = samples else {
      throw .kind(what: "examples", expected: "tokens (an IndexTensor)", got: "numbers")
    }
    self = tokens
  }
}
