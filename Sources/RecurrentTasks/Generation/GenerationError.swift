import RecurrentFoundation
import RecurrentText

/// Why a generator does not write what it was asked for.
public enum GenerationError: Error, Equatable, Sendable {
  /// A label that no text it learned from has.
  case unknownLabel(String, known: [String])
  /// It writes from labels, and was given a vector.
  case labelNeeded
  /// It writes from vectors, and was given a label.
  case vectorNeeded
  /// A vector of another size than those it learned from.
  case vectorSize(Int, expected: Int)
  /// A vector with a number that is infinite or none.
  case vectorNotFinite
}

extension GenerationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownLabel(let label, let known):
      "the label \(label.quoted) was not learned; the labels are \(known.quoted)"
    case .labelNeeded: "this generator writes from labels, not from vectors"
    case .vectorNeeded: "this generator writes from vectors, not from labels"
    case .vectorNotFinite: "the vector has a number that is infinite or not a number"
    case .vectorSize(let size, let expected): "the vector has \(size) numbers, the generator reads \(expected)"
    }
  }
}
