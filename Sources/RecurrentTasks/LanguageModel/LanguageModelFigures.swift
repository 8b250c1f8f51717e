import RecurrentFoundation

/// How well a language model predicts a text.
public struct LanguageModelFigures: Equatable, Sendable {
  /// The mean of -log p over the tokens, in nats: the cross-entropy.
  public var natsPerToken: Double
  /// The tokens predicted: all but the text's first.
  public var tokens: Int
  /// The Unicode scalars that the predicted tokens make, as text. A word counts with the space before it.
  public var characters: Int
  /// Of the tokens, those that are `<unk>` to the model, which makes its figures look better.
  public var unknownTokens = 0

  /// exp(nats per token).
  public var perplexity: Double { exp(natsPerToken) }

  /// The same cross-entropy in bits a character, which compares models of different units.
  public var bitsPerCharacter: Double { natsPerToken * Double(tokens) / (Double(characters) * log(2)) }
}
