import RecurrentKernels

/// Sets elements to zero with a probability while training, and scales the others so that the expected value stays
/// (Srivastava et al. 2014). Training is what happens inside ``ParameterStore/withGradients(_:)`` or ``withTraining(_:)``;
/// elsewhere, and inside ``withInference(_:)``, it does nothing.
public struct Dropout: Module {
  /// The share of elements dropped.
  public let probability: Float

  /// Zeroes with this probability while training.
  public init(_ probability: Float) {
    check((0..<1).contains(probability), "Dropout", "probability", expected: "0 ..< 1", got: probability)
    self.probability = probability
  }

  /// The shape stays.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard let seed = drawSeed() else { return x }
    return dropping(x, shape: x.shape, seed: seed).recorded(from: x) { gradient, operands in
      operands[0].add { dropping(gradient, shape: gradient.shape, seed: seed) }
    }
  }

  /// The factors of the elements: 0 or 1 / (1 - probability). Nil where nothing is dropped.
  func mask(_ shape: [Int]) -> Tensor? {
    drawSeed().map { dropping(nil, shape: shape, seed: $0) }
  }

  /// What is dropped follows from a seed out of the current ``RandomSource``. Nil where nothing is.
  private func drawSeed() -> UInt64? {
    guard TrainingMode.isActive, probability > 0 else { return nil }
    return RandomSource.current.withGenerator { $0.next() }
  }

  private func dropping(_ x: Tensor?, shape: [Int], seed: UInt64) -> Tensor {
    let result = Tensor(uninitialized: shape)
    Compute.current.run(
      "Dropout",
      .dropout(
        .init(
          count: result.count, probability: probability, seed: seed, x: x?.floats, y: result.buffer.floats)))
    return result
  }
}
