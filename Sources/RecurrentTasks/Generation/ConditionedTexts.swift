import RecurrentLayers
import RecurrentTraining

/// Texts as ids, each with what it is written from.
public struct ConditionedTexts: Sendable {
  enum Conditions: Sendable {
    case labels([Int32])
    /// All of one size.
    case vectors([[Float]])
  }

  /// Their tokens.
  public let texts: SequenceStore
  let conditions: Conditions

  /// Texts that are written from their labels.
  public init(_ tokens: LabeledTokens) {
    (texts, conditions) = (tokens.texts, .labels(tokens.labels))
  }

  /// Texts that are written from vectors, one each: captions of images by their features.
  ///
  /// - Throws: `DataError` where there are not as many vectors, or a number in them is not finite.
  public init(texts: [[Int32]], vectors: [[Float]]) throws(DataError) {
    guard texts.count == vectors.count else {
      throw .count(what: "vectors", expected: texts.count, got: vectors.count)
    }
    if let wrong = vectors.firstIndex(where: { !$0.allSatisfy(\.isFinite) }) {
      throw .notFinite(what: "vector", example: wrong)
    }
    (self.texts, conditions) = (SequenceStore(texts), .vectors(vectors))
  }

  /// How many there are.
  public var count: Int { texts.count }

  /// All tokens, each text's end included.
  public var tokenCount: Int { texts.tokenCount + texts.count }

  /// The same for the same texts and conditions.
  var fingerprint: Fingerprint {
    var fingerprint = Fingerprint()
    texts.add(to: &fingerprint)
    switch conditions {
    case .labels(let labels): fingerprint.add(labels)
    case .vectors(let vectors): for vector in vectors { fingerprint.add(vector) }
    }
    return fingerprint
  }

  /// What some of the texts are written from.
  func conditions(at places: [Int]) -> GeneratorNetwork.Condition {
    switch conditions {
    case .labels(let labels): .labels(places.map { labels[$0] })
    case .vectors(let vectors): .vectors(Tensor(places.map { vectors[$0] }))
    }
  }
}

/// What a generator learns from, and what says how well.
public struct GeneratorData: Sendable {
  /// What is learned from.
  public var training: ConditionedTexts
  /// nil: no validation.
  public var validation: ConditionedTexts?

  /// What is learned from, and what says how well.
  public init(training: ConditionedTexts, validation: ConditionedTexts? = nil) {
    (self.training, self.validation) = (training, validation)
  }

  /// Texts with their labels.
  public init(_ data: LabeledData) {
    self.init(
      training: ConditionedTexts(data.training),
      validation: data.validation.count > 0 ? ConditionedTexts(data.validation) : nil)
  }
}
