/// How well a generator predicts texts.
public struct GeneratorFigures: Equatable, Sendable {
  /// The mean of -log p over all tokens, each text's end included, in nats.
  public let natsPerToken: Double
  /// How many were measured.
  public let texts: Int
  /// Of all texts, their ends included.
  public let tokens: Int
}
