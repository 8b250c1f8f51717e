/// What the factors of products are. Weights, states, activations and gradients are float32 in each.
public enum Precision: String, CaseIterable, Sendable, Codable {
  /// All in 32 bits.
  case float32
  /// bfloat16: the upper half of a float32, which has its range and 8 of its 24 bits. Sums are float32.
  case bf16
  /// Whole numbers from -127 to 127, with a scale for each row of weights, of inputs and of states: its largest magnitude
  /// by 127. Sums are whole numbers. There are no gradients.
  case int8

  /// Whether it is one to train with.
  public var hasGradients: Bool { self != .int8 }
}
