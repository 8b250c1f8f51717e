/// Why training did not begin.
public enum TrainingFailure: Error, Equatable, Sendable {
  /// Too little to train on: one window of every row, and one more token.
  case textTooShort(tokens: Int, needed: Int)
  /// Too little to measure a model on: the first token is not predicted.
  case validationTooShort(tokens: Int)
}

extension TrainingFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .textTooShort(let tokens, let needed):
      "too short to train on: tokens: \(tokens), but one window of every row needs \(needed): "
        + "use a longer text, a smaller batch or fewer steps"
    case .validationTooShort(let tokens):
      "too short to measure a model on: tokens: \(tokens), at least 2 are needed"
    }
  }
}
