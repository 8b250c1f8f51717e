/// What a task learns from one of, and has one loss for.
public enum TrainingItem: String, Codable, CaseIterable, Sendable {
  /// A unit of a running text; a word of a sentence; a text of its own.
  case token, word, text
  /// Of a series.
  case window

  /// What the loss is, as programs read it.
  public var lossName: String { self == .window ? "quantile_loss" : "nats_per_\(rawValue)" }

  /// What the loss is, after its figure.
  public var lossUnit: String { self == .window ? "quantile loss" : "nats a \(rawValue)" }

  /// Many of them.
  public var plural: String { rawValue + "s" }
}
