import Recurrent

/// Why training did not begin, or ended before its time.
public enum TrainingFailure: Error, Equatable, Sendable {
  /// The loss or its gradient was infinite or not a number at this step, both counted from 1. The model has the weights
  /// of its best epoch so far, or, in the first, those it began with.
  case diverged(TrainingError, epoch: Int, step: Int)
  /// Too little to train on: one window of every row, and one more token.
  case textTooShort(tokens: Int, needed: Int)
  /// Too little to validate on: the first token is not predicted.
  case validationTooShort(tokens: Int)
}

extension TrainingFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .diverged(let error, let epoch, let step):
      "step \(step) of epoch \(epoch): \(error)"
    case .textTooShort(let tokens, let needed):
      "the training text has \(tokens) tokens, but one window of every row needs \(needed): "
        + "use a longer text, a smaller batch or fewer steps"
    case .validationTooShort(let tokens):
      "the validation text has \(tokens) tokens, at least 2 are needed"
    }
  }
}
