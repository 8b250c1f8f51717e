/// What is wrong with data from outside.
public enum DataError: Error, Equatable, Sendable, CustomStringConvertible {
  case textTooShort(tokens: Int, needed: Int)

  public var description: String {
    switch self {
    case .textTooShort(let tokens, let needed):
      "the text has \(tokens) tokens, but \(needed) are needed: use more text or a smaller batch"
    }
  }
}
