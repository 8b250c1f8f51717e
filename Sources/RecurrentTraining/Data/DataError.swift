import RecurrentLayers

/// What is wrong with data from outside.
public enum DataError: Error, Equatable, Sendable, CustomStringConvertible {
  case textTooShort(tokens: Int, needed: Int)
  /// There are no examples.
  case empty
  /// The split leaves nothing to learn from or nothing to validate on.
  case emptySplit(examples: Int, fraction: Double)
  /// An input or target, by its example's number from 0, is infinite or not a number.
  case notFinite(what: String, example: Int)
  /// A label beyond the classes that the model tells apart.
  case unknownLabel(Int, example: Int, classes: Int)

  public var description: String {
    switch self {
    case .textTooShort(let tokens, let needed):
      "the text has \(tokens) tokens, but \(needed) are needed: use more text or a smaller batch"
    case .empty:
      "there are no examples"
    case .emptySplit(let examples, let fraction):
      "a validation split of \(fraction) leaves one part of \(examples) examples empty: change it or give more examples"
    case .notFinite(let what, let example):
      "the \(what) of example \(example) is infinite or not a number: mend it or leave the example out"
    case .unknownLabel(let label, let example, let classes):
      "example \(example) has label \(label), but the model tells \(classes) classes apart: labels are 0 to \(classes - 1)"
    }
  }
}
