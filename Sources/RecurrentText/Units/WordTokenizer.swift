/// Words between white space, and the unit `<eos>` for each newline: the Penn Treebank's language model files as they
/// are, one sentence a line. A no-break space is part of a word.
///
/// Text comes back with one space between the words of a line; nothing else is lost.
public struct WordTokenizer: Tokenizing, Hashable {
  /// It has no options.
  public init() {}

  public func tokens(in text: String) -> [String] {
    var tokens: [String] = []
    let scalars = text.unicodeScalars
    var start: String.Index?
    for index in scalars.indices {
      let scalar = scalars[index]
      guard scalar.separatesWords else {
        start = start ?? index
        continue
      }
      if let first = start { tokens.append(String(scalars[first..<index])) }
      start = nil
      if scalar == "\n" { tokens.append(SpecialToken.end.rawValue) }
    }
    if let start { tokens.append(String(scalars[start...])) }
    return tokens
  }

  public func makeDetokenizer() -> any Detokenizing { Detokenizer() }

  private struct Detokenizer: Detokenizing {
    private var insideLine = false

    mutating func append(_ token: String) -> String {
      guard token != SpecialToken.end.rawValue else {
        insideLine = false
        return "\n"
      }
      defer { insideLine = true }
      return insideLine ? " " + token : token
    }

    mutating func finish() -> String {
      insideLine = false
      return ""
    }
  }
}
