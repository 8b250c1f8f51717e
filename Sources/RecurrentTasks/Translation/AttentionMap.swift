import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// What of a source a translator looked at for each unit that it wrote.
public struct AttentionMap: Sendable, Equatable {
  /// The source's units, in the order of the text.
  public let source: [String]
  /// The translation's units, and `<eos>`.
  public let target: [String]
  /// For each unit of the target a row with the share of each unit of the source; a row's sum is 1.
  public let weights: [[Float]]

  /// `weights` has a row for each unit of the target, a number for each of the source.
  public init(source: [String], target: [String], weights: [[Float]]) {
    self.source = source
    self.target = target
    self.weights = weights
  }

  /// What the first units of the target looked at among the first of the source.
  func beginning(_ count: Int) -> AttentionMap {
    AttentionMap(
      source: Array(source.prefix(count)), target: Array(target.prefix(count)),
      weights: weights.prefix(count).map { Array($0.prefix(count)) })
  }
}

extension Translator {
  /// Translates a text, and says what was looked at.
  ///
  /// - Parameter text: not empty.
  /// - Throws: as ``translations(of:search:)``; ``ConfigurationError`` for an empty text.
  public func attention(
    to text: String, search: BeamSearch = BeamSearch()
  ) throws -> (translation: String, map: AttentionMap) {
    try search.validate()
    let source = try self.source(text)
    try require(!source.isEmpty, "text", text, "not empty")
    let found = translations(of: [source], search: search)[0]
    // What was found, taught once more: each unit then sees what it saw in the search.
    let target = targetBatch([found])
    let encoded = network.encode(sourceBatch([source]))
    let weights = network.decode(target.inputs, lengths: nil, from: encoded).attention
    let (rows, columns) = (weights.shape[1], weights.shape[2])
    let map = AttentionMap(
      source: vocabulary.source.tokens(in: text),
      target: (found + [vocabulary.target.vocabulary.required(.end)]).map { vocabulary.target.vocabulary[$0] },
      weights: weights.withUnsafeScalars { weights in
        (0..<rows).map { row in
          let shares = Array(weights[(row * columns)..<((row + 1) * columns)])
          return configuration.reversesSource ? shares.reversed() : shares
        }
      })
    return (vocabulary.target.decode(found), map)
  }
}
