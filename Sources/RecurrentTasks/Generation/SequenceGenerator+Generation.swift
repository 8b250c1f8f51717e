import RecurrentLayers
import RecurrentText
import RecurrentTraining

extension SequenceGenerator {
  /// Texts of a label, each drawn token by token.
  ///
  /// - Parameters:
  ///   - maximumLength: where a text ends at the latest, in tokens.
  ///   - seed: the same seed writes the same texts.
  /// - Throws: ``ConfigurationError``, ``GenerationError/unknownLabel(_:known:)``.
  public func texts(
    of label: String, count: Int, sampling: Sampling = Sampling(), maximumLength: Int = 200, seed: UInt64 = 1
  ) throws -> [String] {
    guard configuration.vectorSize == nil else { throw GenerationError.vectorNeeded }
    guard let id = vocabulary.labelID(label) else {
      throw GenerationError.unknownLabel(label, known: vocabulary.labels.tokens)
    }
    return try texts(
      given: network.condition(.labels([id])), count: count, sampling: sampling, maximumLength: maximumLength,
      seed: seed)
  }

  /// Texts that follow from a vector: captions of an image by its features.
  ///
  /// - Throws: ``ConfigurationError``, ``GenerationError``: the vector has another size, or a number that is not finite.
  public func texts(
    from vector: [Float], count: Int, sampling: Sampling = Sampling(), maximumLength: Int = 200, seed: UInt64 = 1
  ) throws -> [String] {
    guard let size = configuration.vectorSize else { throw GenerationError.labelNeeded }
    guard vector.count == size else { throw GenerationError.vectorSize(vector.count, expected: size) }
    guard vector.allSatisfy(\.isFinite) else { throw GenerationError.vectorNotFinite }
    return try texts(
      given: network.condition(.vectors(Tensor([vector]))), count: count, sampling: sampling,
      maximumLength: maximumLength, seed: seed)
  }

  private func texts(
    given condition: Tensor, count: Int, sampling: Sampling, maximumLength: Int, seed: UInt64
  ) throws -> [String] {
    try sampling.validate()
    try require(count >= 0, "count", count, "at least 0")
    try require(maximumLength >= 0, "maximumLength", maximumLength, "at least 0")
    let stream = RecurrentStream(network.streamLayers)
    // What stands for no text is never written.
    var sampler = TokenSampler(sampling, seed: seed, excluding: [id(of: .beginning), id(of: .unknown)])
    return try (0..<count).map { _ in
      try text(given: condition, stream: stream, sampler: &sampler, maximumLength: maximumLength)
    }
  }

  private func text(
    given condition: Tensor, stream: RecurrentStream, sampler: inout TokenSampler, maximumLength: Int
  ) throws(StreamError) -> String {
    let end = id(of: .end)
    var state = stream.initialState()
    var tokens: [Int32] = []
    var last = id(of: .beginning)
    while tokens.count < maximumLength {
      let x = Tensor(concatenating: [network.embedding(IndexTensor([last])), condition], axis: 1)
      last = sampler.draw(from: try stream.step(x, state: &state))
      if last == end { break }
      tokens.append(last)
    }
    return vocabulary.text.decode(tokens)
  }
}
