import RecurrentKernels

/// A row of numbers for each token: `weight` is `[count, size]`.
///
/// ```swift
/// let embedding = Embedding(count: 5000, size: 64)
/// let x = embedding(IndexTensor([[12, 7, 0]]))  // [1, 3, 64]
/// ```
public struct Embedding: Module {
  /// `[count, size]`.
  public let weight: Parameter

  /// - Parameter initializer: PyTorch's N(0, 1); Keras's is `.uniform(-0.05...0.05)`.
  public init(count: Int, size: Int, initializer: Initializer = .normal(mean: 0, standardDeviation: 1)) {
    check(count >= 1, "Embedding", "count", expected: "at least 1", got: count)
    check(size >= 1, "Embedding", "size", expected: "at least 1", got: size)
    weight = Parameter(name: "weight", shape: [count, size], initializer: initializer)
    weight.isTable = true
  }

  /// The number of tokens.
  public var count: Int { weight.shape[0] }

  /// The numbers a token.
  public var size: Int { weight.shape[1] }

  /// The rows of `tokens` of any shape: `[batch, time]` becomes `[batch, time, size]`.
  public func callAsFunction(_ tokens: IndexTensor) -> Tensor {
    if let wrong = tokens.scalars.first(where: { $0 < 0 || $0 >= count }) {
      check(false, "Embedding", "token", expected: "0..<\(count)", got: wrong)
    }
    let result = Tensor(uninitialized: tokens.shape + [size])
    tokens.withUnsafeIndices { indices in
      Compute.current.run(
        "Embedding",
        .gatherRows(
          .init(
            table: weight.values, tableRows: count, width: size, indices: indices, count: tokens.count,
            output: result.buffer.floats)))
    }
    guard let tape = Tape.current, weight.wantsGradient else { return result }
    return tape.record([result], from: [], with: [weight]) { gradients, _ in
      if let gradient = gradients[0] { accumulate(gradient, of: tokens) }
    }[0]
  }

  private func accumulate(_ gradient: Tensor, of tokens: IndexTensor) {
    guard let table = weight.gradientToAddTo(rows: tokens.scalars) else { return }
    tokens.withUnsafeIndices { indices in
      Compute.current.run(
        "Embedding",
        .scatterAddRows(
          .init(
            table: table, tableRows: count, width: size, indices: indices, count: tokens.count,
            rows: gradient.floats)))
    }
  }
}
