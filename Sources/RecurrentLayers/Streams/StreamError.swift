/// What came to a stream and does not fit it.
public enum StreamError: Error, Equatable, Sendable {
  /// A step has other than the numbers that the first layer takes.
  case inputSize(Int, expected: Int)
  /// A token that the embedding does not have: its tokens are 0 ..< `tokens`.
  case unknownToken(Int32, tokens: Int)
  /// Numbers came to a stream that takes tokens, or tokens to one that takes numbers.
  case kind(expected: String, got: String)
  /// Steps of other than so many members.
  case stepCount(Int, expected: Int)
  /// A member of a ``StreamGroup`` that is closed, or another group's; at this place of those that were given.
  case unknownMember(place: Int)
  /// A member that stands twice among those that are to step together.
  case repeatedMember(place: Int)
  /// A state of another stream: of other layers, sizes or cells.
  case state(expected: String, got: String)
}

extension StreamError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .inputSize(let size, let expected): "a step's input: expected \(expected) numbers, got \(size)"
    case .unknownToken(let token, let tokens): "token: expected one of 0..<\(tokens), got \(token)"
    case .kind(let expected, let got): "a step's input: expected \(expected), got \(got)"
    case .stepCount(let count, let expected): "steps: expected one for each of \(expected) members, got \(count)"
    case .unknownMember(let place):
      "member \(place) is closed, or another group's: ask the group whether it contains it"
    case .repeatedMember(let place): "member \(place) is there twice: each steps once a call"
    case .state(let expected, let got): "state: expected \(expected), got \(got)"
    }
  }
}
