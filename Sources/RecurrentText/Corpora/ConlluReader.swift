import RecurrentFoundation

/// Reads a CoNLL-U treebank, sentence by sentence.
public final class ConlluReader {
  /// Of a sentence: a file without blank lines must not fill the memory.
  static let maximumLines = 100_000

  private let lines: LineReader
  /// What was read after the last sentence: comments and blank lines, as they stand in the file.
  public private(set) var rest = ""

  /// Opens a file.
  ///
  /// - Throws: ``TextFileError`` as of ``LineReader``.
  public init(path: String) throws(TextFileError) {
    lines = try LineReader(path: path)
  }

  /// Where it is read from.
  public var path: String { lines.path }

  /// Whether reading on does not wait.
  package var isReady: Bool { lines.isReady }

  /// The next sentence, or nil after the last.
  ///
  /// - Throws: ``TextFileError``: a line has not ten fields, ids are not in order, a head is no word of the sentence,
  ///   or reading fails.
  public func next() throws(TextFileError) -> ConlluSentence? {
    var sentence = ConlluSentence()
    while let line = try lines.next() {
      guard sentence.lines.count < Self.maximumLines else {
        throw failure(line, "a sentence of more than \(Self.maximumLines) lines: a blank line ends a sentence")
      }
      if line.number == 1, !lines.mark.isEmpty { sentence.lines.append(lines.mark) }
      sentence.lines.append(line.whole)
      if line.text.isEmpty {
        if sentence.words.isEmpty { continue }
        break
      }
      if line.text.utf8.first == UInt8(ascii: "#") {
        sentence.comments.append(Self.comment(line.text))
      } else {
        try take(line, into: &sentence)
      }
    }
    guard !sentence.words.isEmpty else {
      rest += sentence.lines.joined()
      return nil
    }
    try checkHeads(of: sentence)
    return sentence
  }

  private static func comment(_ line: Substring) -> String {
    String(line.unicodeScalars.dropFirst().drop { $0 == " " })
  }

  private func take(_ line: LineReader.Line, into sentence: inout ConlluSentence) throws(TextFileError) {
    let fields = line.text.utf8.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    guard fields.count == 10 else { throw failure(line, "\(fields.count) fields between tabs, expected 10") }
    if let empty = fields.firstIndex(of: "") {
      throw failure(line, "field \(empty + 1) is empty (\"_\" leaves it open)")
    }
    if fields[0].utf8.contains(UInt8(ascii: ".")) { return }
    if fields[0].utf8.contains(UInt8(ascii: "-")) {
      sentence.multiwordTokens.append(try multiwordToken(fields, line, in: sentence))
      return
    }
    guard let id = Int(fields[0]), id == sentence.words.count + 1 else {
      throw failure(line, "id \(fields[0].quoted), expected \(sentence.words.count + 1)")
    }
    let head = Int(fields[6])
    if head == nil && fields[6] != "_" { throw failure(line, "head \(fields[6].quoted) is no number") }
    sentence.words.append(
      ConlluSentence.Word(
        id: id, form: fields[1], lemma: fields[2], upos: fields[3], xpos: fields[4], features: fields[5], head: head,
        relation: fields[7], enhancedDependencies: fields[8], miscellaneous: fields[9], line: line.number))
  }

  private func multiwordToken(
    _ fields: [String], _ line: LineReader.Line, in sentence: ConlluSentence
  ) throws(TextFileError) -> ConlluSentence.MultiwordToken {
    let bounds = fields[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    let earlier = sentence.multiwordTokens.last?.words.upperBound ?? 0
    guard bounds.count == 2, let first = bounds[0], let last = bounds[1], first < last,
      first == sentence.words.count + 1, first > earlier
    else {
      throw failure(line, "\(fields[0].quoted) is no range of words from \(max(earlier, sentence.words.count) + 1) on")
    }
    return ConlluSentence.MultiwordToken(words: first...last, form: fields[1], line: line.number)
  }

  private func checkHeads(of sentence: ConlluSentence) throws(TextFileError) {
    for word in sentence.words {
      if let head = word.head, !(0...sentence.words.count).contains(head) || head == word.id {
        let reason = "head \(head) is no other word of the sentence, which has \(sentence.words.count)"
        throw .malformed(path: path, line: word.line, reason: reason)
      }
    }
    if let token = sentence.multiwordTokens.first(where: { $0.words.upperBound > sentence.words.count }) {
      let reason =
        "\(token.form.quoted) spans words to \(token.words.upperBound), but there are \(sentence.words.count)"
      throw .malformed(path: path, line: token.line, reason: reason)
    }
  }

  private func failure(_ line: LineReader.Line, _ reason: String) -> TextFileError {
    .malformed(path: path, line: line.number, reason: reason)
  }
}
