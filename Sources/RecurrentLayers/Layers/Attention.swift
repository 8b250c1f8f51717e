/// Looks at all states of an encoder at once, and takes of each as much as a query asks for.
///
/// Each query q scores every key k; the softmax of its scores over the keys that count are its weights, and the context
/// is the sum of the values so weighted (Bahdanau et al. 2015, Luong et al. 2015). Keys and values are both the
/// encoder's outputs.
///
/// ```swift
/// let encoded = encoder(source, lengths: lengths)
/// let decoded = decoder(target, state: encoded.state).output
/// let attended = attention(decoded, over: attention.memory(of: encoded.output, lengths: lengths))
/// let output = Tensor(concatenating: [attended.context, decoded], axis: 2)
/// ```
public struct Attention: Module {
  /// How a query and a key are compared.
  public enum Score: String, Sendable, Codable, CaseIterable {
    /// q · k; both have one size (Luong et al. 2015).
    case dot
    /// q · W k (Luong et al. 2015).
    case general
    /// v · tanh(W q + U k + b) (Bahdanau et al. 2015).
    case additive
  }

  /// How a query is held against a key.
  public let score: Score
  /// The numbers a query.
  public let querySize: Int
  /// The numbers a key.
  public let keySize: Int
  /// W of ``Score/additive``, with its bias.
  package let query: Dense?
  /// W of ``Score/general``, U of ``Score/additive``.
  package let key: Dense?
  /// v of ``Score/additive``.
  package let energy: Dense?

  /// - Parameters:
  ///   - keySize: nil: that of the queries. ``Score/dot`` knows no other.
  ///   - hiddenSize: the width of ``Score/additive``'s hidden layer; nil: that of the queries.
  public init(score: Score = .general, querySize: Int, keySize: Int? = nil, hiddenSize: Int? = nil) {
    let keySize = keySize ?? querySize
    self.score = score
    self.querySize = querySize
    self.keySize = keySize
    switch score {
    case .dot:
      check(keySize == querySize, "Attention", "keySize of a dot score", expected: querySize, got: keySize)
      (query, key, energy) = (nil, nil, nil)
    case .general:
      (query, key, energy) = (nil, Dense(inputSize: keySize, outputSize: querySize, bias: false), nil)
    case .additive:
      let hiddenSize = hiddenSize ?? querySize
      query = Dense(inputSize: querySize, outputSize: hiddenSize)
      key = Dense(inputSize: keySize, outputSize: hiddenSize, bias: false)
      energy = Dense(inputSize: hiddenSize, outputSize: 1, bias: false)
    }
  }

  /// What queries look at, made ready once for any number of them.
  ///
  /// - Parameters:
  ///   - states: `[batch, steps, keySize]`: an encoder's output.
  ///   - lengths: the steps of each row that count, 0...steps; nil: all. The others get no weight.
  public func memory(of states: Tensor, lengths: [Int]? = nil) -> AttentionMemory {
    check(
      states.rank == 3 && states.width == keySize, "Attention", "states [batch, steps, keySize]",
      expected: "\(keySize) features", got: states.shape)
    return AttentionMemory(keys: key?(states) ?? states, values: states, lengths: lengths)
  }

  /// - Parameter queries: `[batch, queries, querySize]`: a decoder's outputs.
  public func callAsFunction(_ queries: Tensor, over memory: AttentionMemory) -> AttentionOutput {
    check(
      queries.rank == 3 && queries.width == querySize, "Attention", "queries [batch, queries, querySize]",
      expected: "\(querySize) features", got: queries.shape)
    check(
      queries.shape[0] == memory.values.shape[0], "Attention", "batch of the queries",
      expected: memory.values.shape[0], got: queries.shape[0])
    let scores = scores(of: queries, memory.keys)
    let weights = memory.lengths.map { scores.softmax(lengths: $0) } ?? scores.softmax()
    return AttentionOutput(context: weights.matmul(memory.values), weights: weights)
  }

  /// `[batch, queries, steps]`.
  private func scores(of queries: Tensor, _ keys: Tensor) -> Tensor {
    guard let query, let energy else { return queries.matmul(keys, transposed: true) }
    return energy((query(queries).expandingAxis(2) + keys.expandingAxis(1)).tanh())
      .reshaped([queries.shape[0], queries.shape[1], keys.shape[1]])
  }
}

/// The states that an ``Attention`` looks at. See ``Attention/memory(of:lengths:)``.
public struct AttentionMemory: Sendable {
  let keys: Tensor
  let values: Tensor
  let lengths: [Int]?
}

/// What an ``Attention`` returns.
public struct AttentionOutput: Sendable {
  /// `[batch, queries, keySize]`; zeros where a row has no state that counts.
  public let context: Tensor
  /// How much of each state a query took, `[batch, queries, steps]`: rows sum to 1.
  public let weights: Tensor
}
