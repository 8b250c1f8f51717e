import RecurrentText

/// How often a classifier takes what a generator writes for the label it was written from.
public struct Recognition: Equatable, Sendable {
  /// How often the texts of one label were recognised.
  public struct Label: Equatable, Sendable {
    /// The label.
    public let name: String
    /// Of the texts written from it, those recognised.
    public let share: Double
  }

  /// The mean over the labels.
  public let accuracy: Double
  /// Each of them.
  public let labels: [Label]
}

extension SequenceGenerator {
  /// Writes texts of every label and asks a classifier for their labels.
  ///
  /// - Parameters:
  ///   - count: how many texts of each label.
  ///   - seed: the same seed writes the same texts.
  /// - Throws: ``ConfigurationError``, ``GenerationError``.
  public func recognition(
    by classifier: TextClassifier, count: Int, sampling: Sampling = Sampling(), seed: UInt64 = 1
  ) throws -> Recognition {
    let labels = try vocabulary.labels.tokens.enumerated().map { index, label in
      let texts = try texts(of: label, count: count, sampling: sampling, seed: seed &+ UInt64(index))
      let right = try classifier.predictions(for: texts).count { $0.label == label }
      return Recognition.Label(name: label, share: Double(right) / Double(max(1, count)))
    }
    return Recognition(accuracy: labels.reduce(0) { $0 + $1.share } / Double(max(1, labels.count)), labels: labels)
  }
}
