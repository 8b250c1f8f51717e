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
      return "the vocabulary is \(found), this program reads \(expected)"
    case .inconsistent(let reason):
      return "the vocabulary contradicts itself: \(reason)"
    }
  }

  /// The token in quotes, with its code points where one of them may not show.
  static func spelled(_ token: String) -> String {
    let codes = token.unicodeScalars.map { "U+" + leftPadded(String($0.value, radix: 16, uppercase: true)) }
    let shows = token.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F }
    return shows ? "\"\(token)\"" : "\"\(token.map(shown).joined())\" (\(codes.joined(separator: " ")))"
  }

  /// What may go to a terminal of a character: common control characters as programs write them, others not at all.
  private static func shown(_ character: Character) -> String {
    switch character {
    case "\t": "\\t"
    case "\n": "\\n"
    case "\r": "\\r"
    case "\r\n": "\\r\\n"
    default: character.isPrintable ? String(character) : ""
    }
  }

  private static func leftPadded(_ digits: String) -> String {
    String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension Character {
  /// Whether it may go to a terminal as it is: control characters may not.
  fileprivate var isPrintable: Bool {
    unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
      default: true
      }
    }
  }
}
