/// How the next token is drawn from its predicted probabilities.
public struct Sampling: Equatable, Sendable {
  /// What the logits are divided by: below 1 the likely becomes likelier; 0 always takes the likeliest.
  public var temperature: Double
  /// Only so many of the likeliest tokens may be drawn. nil: all.
  public var topK: Int?
  /// Whether `<unk>` may be drawn, where the model has it.
  public var allowsUnknown: Bool

  /// How tokens are drawn.
  public init(temperature: Double = 1, topK: Int? = nil, allowsUnknown: Bool = true) {
    self.temperature = temperature
    self.topK = topK
    self.allowsUnknown = allowsUnknown
  }

  /// Throws at the first setting outside its range.
  public func validate() throws(ConfigurationError) {
    try require(temperature >= 0 && temperature.isFinite, "temperature", temperature, "at least 0")
    try require((topK ?? 1) >= 1, "topK", topK ?? 1, "at least 1")
  }
}
