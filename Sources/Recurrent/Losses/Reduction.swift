/// How the losses of single elements become one number.
public enum Reduction: String, Sendable, Codable {
  case mean
  case sum

  /// The factor of each of `count` losses; 0 for none.
  func scale(count: Int) -> Float {
    switch self {
    case .mean: count > 0 ? 1 / Float(count) : 0
    case .sum: 1
    }
  }
}
