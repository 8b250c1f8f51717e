/// A sentence of a CoNLL-U treebank (https://universaldependencies.org/format.html).
public struct ConlluSentence: Sendable, Hashable {
  /// A syntactic word: one line of ten fields. `_` stands for a field left open.
  public struct Word: Sendable, Hashable {
    /// Counted from 1 in the sentence.
    public let id: Int
    /// The word as it stands.
    public let form: String
    /// The word as a dictionary has it.
    public let lemma: String
    /// The universal part of speech.
    public let upos: String
    /// The treebank's own part of speech.
    public let xpos: String
    /// Morphological features, `Name=Value` between bars.
    public let features: String
    /// The id of the word it depends on, 0 for the root; nil where left open.
    public let head: Int?
    /// How it depends on its head.
    public let relation: String
    /// The enhanced graph, as the file has it.
    public let enhancedDependencies: String
    /// What else the file says.
    public let miscellaneous: String
    /// Counted from 1 in the file.
    public let line: Int
  }

  /// A written token that is several words: `don't` over `do` and `n't`.
  public struct MultiwordToken: Sendable, Hashable {
    /// Which of the sentence's words it stands for, by their numbers.
    public let words: ClosedRange<Int>
    /// The word as it stands.
    public let form: String
    /// Counted from 1 in the file.
    public let line: Int
  }

  /// What stands before the words, `#` and what follows it: `sent_id = 1`.
  public internal(set) var comments: [String] = []
  /// The words in order. Empty nodes, which stand for what is not said, are left out.
  public internal(set) var words: [Word] = []
  /// Tokens that stand for several words.
  public internal(set) var multiwordTokens: [MultiwordToken] = []
  /// Its lines as they are in the file with their ends, comments, empty nodes and blank lines around it included. A byte
  /// order mark at the file's start comes first, as a line of its own.
  public internal(set) var lines: [String] = []

  /// The sentence as it is in the file, with other universal parts of speech.
  ///
  /// - Parameter upos: one for each word.
  public func text(upos: [String]) -> String {
    precondition(
      upos.count == words.count, "ConlluSentence: expected \(words.count) parts of speech, got \(upos.count)")
    var tags = upos.makeIterator()
    return lines.map { line in
      guard line.utf8.first != UInt8(ascii: "#") else { return line }
      var fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      // Multiword tokens (1-2) and empty nodes (1.1) have no number for an id.
      guard Int(fields[0]) != nil, let tag = tags.next() else { return line }
      fields[3] = tag[...]
      return fields.joined(separator: "\t")
    }.joined()
  }
}
