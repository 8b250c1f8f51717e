import RecurrentFoundation
import RecurrentText

/// Sentences with the universal parts of speech of their words, in a CoNLL-U file.
///
/// As in the evaluation of Universal Dependencies with given words, the syntactic words are what is tagged: `do` and
/// `n't` rather than `don't`. Empty nodes are no words.
public struct TaggedSentences: ExampleFile, Hashable {
  /// A sentence of at least one word.
  public struct Sentence: Sendable, Hashable {
    /// The words as they stand.
    public var forms: [String]
    /// One for each form.
    public var tags: [String]
  }

  public let path: String
  public var range: Range<Int>?

  /// The sentences of a file, or those of a range, counted from 0.
  public init(path: String, range: Range<Int>? = nil) {
    self.path = path
    self.range = range
  }

  /// - Throws: `TextFileError`, as do the calls: as of `ConlluReader`, a word without a tag, or a sentence of more than
  ///   ``Tagger/maximumWords``.
  public func makeReader() throws -> () throws -> Sentence? {
    let reader = try ConlluReader(path: path)
    return {
      guard let words = try reader.next()?.words else { return nil }
      if let open = words.first(where: { $0.upos == "_" }) {
        let reason = "the word \(open.form.quoted) has no tag (field 4)"
        throw TextFileError.malformed(path: reader.path, line: open.line, reason: reason)
      }
      try Tagger.checkLength(words.count, path: reader.path, line: words[0].line)
      return Sentence(forms: words.map(\.form), tags: words.map(\.upos))
    }
  }
}

extension Tagger {
  /// The longest sentence that is read: a longer one is a file without blank lines between its sentences.
  public static let maximumWords = 10_000

  /// - Throws: `TextFileError.malformed`.
  public static func checkLength(_ words: Int, path: String, line: Int) throws(TextFileError) {
    guard words <= maximumWords else {
      throw .malformed(
        path: path, line: line, reason: "a sentence of \(words) words, at most \(maximumWords) are read at once")
    }
  }
}
