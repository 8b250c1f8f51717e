/// Cuts text into the units a model reads and writes, and joins units to text again.
///
/// What follows a newline never changes how the text up to it is cut, so that a file may be cut piece by piece:
/// `tokens(in: a + "\n" + b) == tokens(in: a + "\n") + tokens(in: b)`.
public protocol Tokenizing: Sendable {
  /// The units of a text, in order.
  func tokens(in text: String) -> [String]

  /// Something that joins units to text one at a time.
  func makeDetokenizer() -> any Detokenizing
}

extension Tokenizing {
  /// The text that these units make.
  public func text(from tokens: some Sequence<String>) -> String {
    var detokenizer = makeDetokenizer()
    var text = ""
    for token in tokens { text += detokenizer.append(token) }
    return text + detokenizer.finish()
  }
}

/// Joins units to text as they come, for text that is shown while it is written.
public protocol Detokenizing: Sendable {
  /// Takes the next unit; returns the text that no later unit can change, which may be empty.
  mutating func append(_ token: String) -> String

  /// The text that was still held back. The next unit begins a new text.
  mutating func finish() -> String
}
