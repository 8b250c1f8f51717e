import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent tag predict`.
struct TagPredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Tag sentences.",
    discussion: """
      Each line is a sentence, its words and punctuation marks between white space; a no-break space is part of a word. \
      Each word is printed on a line with a \
      tab and its tag, and a blank line ends the sentence. A CoNLL-U file (--conllu, or a name that ends in .conllu) \
      comes back as it is, with the found tags in its fourth column.

      EXAMPLES:
        echo "The old man the boats ." | recurrent tag predict tagger
        recurrent tag predict tagger sentences.txt --json
        recurrent tag predict tagger en_ewt-ud-test.conllu > tagged.conllu
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Argument(
    help: ArgumentHelp("The sentences: a UTF-8 file. The default is standard input, as is -.", valueName: "file"))
  var file: String?

  @Flag(help: "The file is in the CoNLL-U format.")
  var conllu = false

  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print a line of JSON for each sentence.")
  var json = false

  func validate() throws {
    guard !json || !isTreebank else { throw ValidationError("--json and CoNLL-U exclude each other.") }
  }

  func run() throws {
    try kernels.withKernels { _ in
      let tagger = try Tagger(contentsOf: model)
      try AnsweredInput.read(path) { try isTreebank ? tagTreebank(tagger) : tagLines(tagger) }
    }
  }

  private var isTreebank: Bool { conllu || path.hasSuffix(".conllu") }
  private var path: String { file ?? "-" }
  /// As many words at once as keep the kernels busy.
  private var chunkSize: Int { 1 << 14 }

  private func tagLines(_ tagger: Tagger) throws {
    let reader = try LineReader(path: path)
    func next() throws -> [String]? {
      guard let line = try reader.next() else { return nil }
      guard !Self.isOfTreebank(line.text) else {
        throw Failure(
          status: .unusableData, message: "\(reader.path):\(line.number): a line of a CoNLL-U file",
          hint: "Give --conllu.")
      }
      let words = line.text.unicodeScalars.split(whereSeparator: \.separatesWords).map { String($0) }
      try Tagger.checkLength(words.count, path: reader.path, line: line.number)
      return words
    }
    try Chunks(size: chunkSize, weight: { 1 + $0.count }, isReady: { reader.isReady }, next: next).read { sentences in
      for (words, tags) in zip(sentences, tagger.tags(of: sentences)) {
        Console.write(json ? Self.jsonLine(words, tags) : Self.lines(words, tags))
      }
    }
  }

  private func tagTreebank(_ tagger: Tagger) throws {
    let reader = try ConlluReader(path: path)
    func next() throws -> ConlluSentence? {
      guard let sentence = try reader.next() else { return nil }
      try Tagger.checkLength(sentence.words.count, path: reader.path, line: sentence.words[0].line)
      return sentence
    }
    try Chunks(size: chunkSize, weight: \.words.count, isReady: { reader.isReady }, next: next).read { sentences in
      for (sentence, tags) in zip(sentences, tagger.tags(of: sentences.map { $0.words.map(\.form) })) {
        Console.write(sentence.text(upos: tags))
      }
    }
    Console.write(reader.rest)
  }

  /// Whether a line has the ten fields of CoNLL-U, a number first.
  private static func isOfTreebank(_ line: Substring) -> Bool {
    let fields = line.utf8.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    return fields.count == 10 && fields[0].first.map(digits.contains) == true
  }

  private static func lines(_ words: [String], _ tags: [String]) -> String {
    zip(words, tags).map { "\($0)\t\($1)\n" }.joined() + "\n"
  }

  private static func jsonLine(_ words: [String], _ tags: [String]) -> String {
    JSONValue.object([
      "words": .array(words.map { .string($0) }), "tags": .array(tags.map { .string($0) }),
    ]).text + "\n"
  }
}
