import RecurrentFoundation

/// Why tokens and a vocabulary do not go together.
public enum VocabularyError: Error, Equatable, Sendable {
  /// Tokens that the vocabulary does not have, each once, and it has no `<unk>` to stand for them.
  case unknownTokens([String])
  /// One spelling under two ids.
  case duplicateToken(String, ids: [Int])
  /// Ids are 32-bit integers.
  case tooManyTokens(Int)
  /// A vocabulary file of another format or a newer version.
  case foreignFormat(found: String, expected: String)
  /// A vocabulary file whose parts contradict each other.
  case inconsistent(String)
}

extension VocabularyError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownTokens(let tokens):
      let shown = tokens.prefix(10).map(Self.spelled).joined(separator: ", ")
      let more = tokens.count > 10 ? " and \(tokens.count - 10) more" : ""
      return "not in the vocabulary: \(shown)\(more); leave them out, or use a vocabulary with <unk>"
    case .duplicateToken(let token, let ids):
      return
        "the vocabulary has \(Self.spelled(token)) more than once: ids \(ids.map(String.init).joined(separator: ", "))"
    case .tooManyTokens(let count):
      return "a vocabulary has at most \(Int32.max) tokens, got \(count)"
    case .foreignFormat(let found, let expected):
      return "the vocabulary is \(found.quoted), this program reads \(expected.quoted)"
    case .inconsistent(let reason):
      return "the vocabulary contradicts itself: \(reason)"
    }
  }

  /// The token in quotes, with its code points where one of them may not show.
  static func spelled(_ token: String) -> String {
    let scalars = token.unicodeScalars
    let codes = scalars.prefix(8).map { "U+" + leftPadded(String($0.value, radix: 16, uppercase: true)) }
    let shows = scalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F }
    return shows ? token.quoted : "\(token.quoted) (\(codes.joined(separator: " "))\(scalars.count > 8 ? " …" : ""))"
  }

  private static func leftPadded(_ digits: String) -> String {
    String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
