/// What a task learns from one of, and has one loss for.
public enum TrainingItem: String, Codable, CaseIterable, Sendable {
  /// A unit of a running text; a word of a sentence; a text of its own.
  case token, word, text
  /// Of a series.
  case window
  /// Of a series, whose next values have a distribution.
  case distribution

  /// What the loss is, as programs read it.
  public var lossName: String {
    switch self {
    case .window: "quantile_loss"
    case .distribution: "nats_per_value"
    case .token, .word, .text: "nats_per_\(rawValue)"
    }
  }

  /// What the loss is, after its figure.
  public var lossUnit: String {
    switch self {
    case .window: "quantile loss"
    case .distribution: "nats a value"
    case .token, .word, .text: "nats a \(rawValue)"
    }
  }

  /// Many of them.
  public var plural: String { self == .distribution ? TrainingItem.window.plural : rawValue + "s" }
}
