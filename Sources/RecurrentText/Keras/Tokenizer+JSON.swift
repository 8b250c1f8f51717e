import RecurrentFoundation

/// Keras's own JSON, so that a tokenizer fitted there is used here and the other way round. The counts and indices
/// stand in it as JSON texts inside strings.
extension Tokenizer {
  /// What Keras's `to_json` writes.
  public func toJSON() -> String {
    func object(_ members: [(String, String)]) -> String {
      "{" + members.map { "\(JSONText.quoted($0, asciiOnly: true)): \($1)" }.joined(separator: ", ") + "}"
    }
    func inside(_ members: [(String, String)]) -> String { JSONText.quoted(object(members), asciiOnly: true) }
    let byIndex = wordOfIndex.sorted { $0.key < $1.key }
    let config = object([
      ("num_words", numWords.map(String.init) ?? "null"),
      ("filters", JSONText.quoted(filters, asciiOnly: true)),
      ("lower", String(lower)),
      ("split", JSONText.quoted(split, asciiOnly: true)),
      ("char_level", String(charLevel)),
      ("oov_token", oovToken.map { JSONText.quoted($0, asciiOnly: true) } ?? "null"),
      ("document_count", String(documentCount)),
      ("word_counts", inside(words.map { ($0.word, String($0.count)) })),
      ("word_docs", inside(words.map { ($0.word, String($0.documents)) })),
      ("index_docs", inside(indexDocs.sorted { $0.key < $1.key }.map { (String($0.key), String($0.value)) })),
      ("index_word", inside(byIndex.map { (String($0.key), JSONText.quoted($0.value, asciiOnly: true)) })),
      ("word_index", inside(byIndex.map { ($0.value, String($0.key)) })),
    ])
    return object([("class_name", "\"Tokenizer\""), ("config", config)])
  }

  /// Reads what Keras's `to_json` or ``toJSON()`` wrote.
  ///
  /// - Throws: ``TokenizerJSONError``.
  public init(json: String) throws(TokenizerJSONError) {
    let fields = try Fields(json: json)
    let numWords = try fields.wholeNumber("num_words")
    let split = try fields.string("split") ?? " "
    let charLevel = try fields.bool("char_level", default: false)
    if let numWords, numWords < 0 { throw TokenizerJSONError(field: "num_words", reason: "\(numWords) is negative") }
    if split.isEmpty && !charLevel { throw TokenizerJSONError(field: "split", reason: "it is empty") }
    self.init(
      numWords: numWords, filters: try fields.string("filters") ?? "", lower: try fields.bool("lower", default: true),
      split: split, charLevel: charLevel, oovToken: try fields.string("oov_token"))
    documentCount = try fields.wholeNumber("document_count") ?? 0
    var documents: [TokenKey: Int] = [:]
    for (word, count) in try fields.counts("word_docs") { documents[TokenKey(word)] = count }
    for (word, count) in try fields.counts("word_counts") {
      positions[TokenKey(word)] = words.count
      words.append(WordEntry(word: word, count: count, documents: documents[TokenKey(word)] ?? 0))
    }
    for (word, index) in try fields.counts("word_index") {
      indexOfWord[TokenKey(word)] = try fields.index(index, "word_index")
    }
    for (index, word) in try fields.inner("index_word") {
      guard case .string(let word) = word else {
        throw TokenizerJSONError(field: "index_word", reason: "it holds \(word.kind), expected strings")
      }
      wordOfIndex[try fields.index(Int(index), "index_word")] = word
    }
    for (index, count) in try fields.counts("index_docs") {
      indexDocs[try fields.index(Int(index), "index_docs")] = count
    }
  }

  /// The configuration's members, read one by one.
  private struct Fields {
    private var members: [String: JSONValue] = [:]

    init(json: String) throws(TokenizerJSONError) {
      guard case .object(let root) = try Self.parse(json, field: nil),
        case .object(let config)? = root.first(where: { $0.name == "config" })?.value
      else { throw TokenizerJSONError(field: nil, reason: "expected an object with \"class_name\" and \"config\"") }
      for (name, value) in config { members[name] = value }
    }

    private static func parse(_ text: String, field: String?) throws(TokenizerJSONError) -> JSONValue {
      do throws(JSONError) {
        return try JSONParser.parse(Array(text.utf8))
      } catch {
        throw TokenizerJSONError(field: field, reason: error.description)
      }
    }

    func string(_ field: String) throws(TokenizerJSONError) -> String? {
      switch members[field] {
      case nil, .null: return nil
      case .string(let text)?: return text
      case let other?: throw TokenizerJSONError(field: field, reason: "it is \(other.kind), expected a string")
      }
    }

    func bool(_ field: String, default missing: Bool) throws(TokenizerJSONError) -> Bool {
      switch members[field] {
      case nil: return missing
      case .bool(let value)?: return value
      case let other?: throw TokenizerJSONError(field: field, reason: "it is \(other.kind), expected true or false")
      }
    }

    func wholeNumber(_ field: String) throws(TokenizerJSONError) -> Int? {
      switch members[field] {
      case nil, .null: return nil
      case .number(let digits)?:
        guard let number = Int(digits) else {
          throw TokenizerJSONError(field: field, reason: "\(digits) is no whole number")
        }
        return number
      case let other?: throw TokenizerJSONError(field: field, reason: "it is \(other.kind), expected a whole number")
      }
    }

    /// The members of the JSON text inside a string.
    func inner(_ field: String) throws(TokenizerJSONError) -> [(name: String, value: JSONValue)] {
      guard let text = try string(field), case .object(let inner) = try Self.parse(text, field: field) else {
        throw TokenizerJSONError(field: field, reason: "expected an object inside a string")
      }
      return inner
    }

    func counts(_ field: String) throws(TokenizerJSONError) -> [(name: String, count: Int)] {
      var counts: [(name: String, count: Int)] = []
      for (name, value) in try inner(field) {
        guard let count = value.count else {
          throw TokenizerJSONError(field: field, reason: "it holds \(value.kind), expected whole numbers")
        }
        counts.append((name, count))
      }
      return counts
    }

    func index(_ number: Int?, _ field: String) throws(TokenizerJSONError) -> Int32 {
      guard let index = number.flatMap(Int32.init(exactly:)), index >= 0 else {
        throw TokenizerJSONError(field: field, reason: "it holds something that is no index")
      }
      return index
    }
  }
}

/// Why a text is not a tokenizer in Keras's JSON.
public struct TokenizerJSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The member of the configuration that is wrong; nil: the text as a whole.
  public let field: String?
  /// What is wrong with the text.
  public let reason: String

  public var description: String { "not a Keras tokenizer: " + (field.map { "\($0): " } ?? "") + reason }
}
