/// What is wrong with data from outside. Examples, rows and steps are counted from 0.
public enum DataError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There are not enough tokens for one window of every row.
  case textTooShort(tokens: Int, needed: Int)
  /// There are no examples.
  case empty
  /// The split leaves nothing to learn from or nothing to validate on.
  case emptySplit(examples: Int, fraction: Double)
  /// An input or target is infinite or not a number.
  case notFinite(what: String, example: Int)
  /// A label beyond the classes that the model tells apart.
  case unknownLabel(Int, example: Int, classes: Int)
  /// A token beyond those that the embedding knows.
  case unknownToken(Int, example: Int, tokens: Int)
  /// There are not as many targets, weights or lengths as examples.
  case count(what: String, expected: Int, got: Int)
  /// The axes are not those that the model takes or gives; both begin with the examples.
  case shape(what: String, expected: String, got: [Int])
  /// Numbers where whole numbers are wanted, or the other way round.
  case kind(what: String, expected: String, got: String)
  /// A row of another length than the first.
  case ragged(row: Int, expected: Int, got: Int)
  /// A length beyond the steps that there are.
  case length(Int, example: Int, steps: Int)
  /// A batch that a stateful layer, which carries a state for each of its rows, cannot take.
  case statefulBatch(rows: Int, carried: Int)

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
    case .unknownToken(let token, let example, let tokens):
      "example \(example) has token \(token), but the embedding knows 0 to \(tokens - 1): map other tokens to one of these"
    case .count(let what, let expected, let got):
      "there are \(got) \(what) for \(expected) examples: give one for each"
    case .shape(let what, let expected, let got):
      "the \(what) have shape \(got), but the model has \(expected): reshape or pad them"
    case .kind(let what, let expected, let got):
      "the \(what) are \(got), but the model wants \(expected)"
    case .ragged(let row, let expected, let got):
      "row \(row) has \(got) elements, but the first has \(expected): pad them, or give PaddedSequences"
    case .length(let length, let example, let steps):
      "example \(example) has length \(length), but there are \(steps) steps: lengths are 0 to \(steps)"
    case .statefulBatch(let rows, let carried):
      "a batch of \(rows) rows for a stateful layer that carries the states of \(carried): use whole batches of"
        + " \(carried), or reset its states"
    }
  }
}
