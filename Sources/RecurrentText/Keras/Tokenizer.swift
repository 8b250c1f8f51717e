import RecurrentFoundation

/// Keras's `Tokenizer`: numbers the words of texts by how often they occur, from 1; 0 is left for padding.
///
/// ```swift
/// var tokenizer = Tokenizer()
/// tokenizer.fitOnTexts(["I love Deep Learning"])
/// tokenizer.textsToSequences(["I like Deep Learning"])  // [[1, 3, 4]]
/// tokenizer.wordIndex  // ["i": 1, "love": 2, "deep": 3, "learning": 4]
/// ```
///
/// It gives what Keras 3's `keras.src.legacy.preprocessing.text.Tokenizer` gives, its corners included. For a model's
/// own vocabulary see ``TextCodec``.
public struct Tokenizer: Sendable {
  /// The characters that separate words beside the space: all punctuation but the apostrophe, tab and newline.
  public static let defaultFilters = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n"

  /// Only words with an index below it are used, the `numWords - 1` most frequent; nil or 0: all.
  public let numWords: Int?
  /// Characters that separate words.
  public let filters: String
  /// Whether texts are turned to lower case.
  public let lower: Bool
  /// What stands between words.
  public let split: String
  /// Whether every character (Unicode scalar) is a word.
  public let charLevel: Bool
  /// What stands for words that are not known or not used; it gets an index. nil: they are left out.
  public let oovToken: String?

  /// How many texts it was fitted on.
  public internal(set) var documentCount = 0
  /// The words in the order they were first seen, each with how often and in how many texts.
  var words: [WordEntry] = []
  /// Where in `words` a word is.
  var positions: [TokenKey: Int] = [:]
  var indexOfWord: [TokenKey: Int32] = [:]
  var wordOfIndex: [Int32: String] = [:]
  /// In how many texts or sequences an index occurred.
  public internal(set) var indexDocs: [Int32: Int] = [:]

  struct WordEntry: Sendable {
    let word: String
    var count: Int
    var documents: Int
  }

  /// Options left out are Keras's.
  public init(
    numWords: Int? = nil, filters: String = Self.defaultFilters, lower: Bool = true, split: String = " ",
    charLevel: Bool = false, oovToken: String? = nil
  ) {
    precondition(numWords ?? 0 >= 0, "Tokenizer: numWords must not be negative, got \(numWords ?? 0)")
    precondition(charLevel || !split.unicodeScalars.isEmpty, "Tokenizer: split must not be empty")
    self.numWords = numWords
    self.filters = filters
    self.lower = lower
    self.split = split
    self.charLevel = charLevel
    self.oovToken = oovToken
  }

  /// The index of a word, from 1.
  public func index(of word: String) -> Int32? { indexOfWord[TokenKey(word)] }

  /// The word of an index.
  public func word(at index: Int32) -> String? { wordOfIndex[index] }

  /// Every word with its index. Words that Swift takes for equal, since they differ in composition alone, appear as
  /// the first of them; ``index(of:)`` tells them apart.
  public var wordIndex: [String: Int32] {
    Dictionary(wordOfIndex.map { ($0.value, $0.key) }, uniquingKeysWith: min)
  }

  /// Every index with its word.
  public var indexWord: [Int32: String] { wordOfIndex }

  /// How often each word was seen.
  public var wordCounts: [(word: String, count: Int)] { words.map { ($0.word, $0.count) } }

  /// In how many texts each word was seen.
  public var wordDocs: [(word: String, documents: Int)] { words.map { ($0.word, $0.documents) } }

  /// Counts the words of texts and numbers all words anew.
  public mutating func fitOnTexts(_ texts: some Sequence<String>) {
    fit(texts.lazy.map(words(in:)))
  }

  /// Counts words that were cut already and numbers all words anew.
  public mutating func fitOnTexts(_ texts: some Sequence<[String]>) {
    fit(texts.lazy.map(lowered))
  }

  /// Counts in how many sequences each index occurs, for the `tfidf` mode without texts.
  public mutating func fitOnSequences(_ sequences: some Sequence<[Int32]>) {
    for sequence in sequences {
      documentCount += 1
      for index in Set(sequence) { indexDocs[index, default: 0] += 1 }
    }
  }

  /// The indices of each text's words.
  public func textsToSequences(_ texts: some Sequence<String>) -> [[Int32]] {
    texts.map { sequence(of: words(in: $0)) }
  }

  /// The indices of words that were cut already.
  public func textsToSequences(_ texts: some Sequence<[String]>) -> [[Int32]] {
    texts.map { sequence(of: lowered($0)) }
  }

  /// The words of each sequence, with spaces between.
  public func sequencesToTexts(_ sequences: some Sequence<[Int32]>) -> [String] {
    let outOfVocabulary = oovToken.flatMap(index(of:)).flatMap(word(at:))
    return sequences.map { sequence in
      sequence.compactMap { index in
        if let word = word(at: index), isUsed(index) { return word }
        return outOfVocabulary
      }.joined(separator: " ")
    }
  }
}

extension Tokenizer {
  /// The words of a text as this tokenizer cuts it.
  private func words(in text: String) -> [String] {
    guard charLevel else { return textToWordSequence(text, filters: filters, lower: lower, split: split) }
    return (lower ? pythonLowercased(text) : text).unicodeScalars.map { String($0) }
  }

  private func lowered(_ words: [String]) -> [String] { lower ? words.map(pythonLowercased) : words }

  private mutating func fit(_ texts: some Sequence<[String]>) {
    for text in texts {
      documentCount += 1
      var seen: Set<Int> = []
      for word in text {
        let position = position(of: word)
        words[position].count += 1
        if seen.insert(position).inserted { words[position].documents += 1 }
      }
    }
    numberWords()
    for entry in words {
      if let index = index(of: entry.word) { indexDocs[index] = entry.documents }
    }
  }

  private mutating func position(of word: String) -> Int {
    if let position = positions[TokenKey(word)] { return position }
    positions[TokenKey(word)] = words.count
    words.append(WordEntry(word: word, count: 0, documents: 0))
    return words.count - 1
  }

  /// By falling count, equal counts in the order they were first seen, the out-of-vocabulary token before all. Where
  /// that token is also a word of the texts it keeps the word's later number, as in Keras.
  private mutating func numberWords() {
    let order = words.indices.sorted { (words[$1].count, $0) < (words[$0].count, $1) }
    indexOfWord = [:]
    for (offset, word) in ((oovToken.map { [$0] } ?? []) + order.map { words[$0].word }).enumerated() {
      indexOfWord[TokenKey(word)] = Int32(offset + 1)
    }
    wordOfIndex = Dictionary(uniqueKeysWithValues: indexOfWord.map { ($0.value, $0.key.token) })
  }

  /// Keras takes 0 for no limit.
  private func isUsed(_ index: Int32) -> Bool {
    guard let numWords, numWords > 0 else { return true }
    return index < numWords
  }

  private func sequence(of words: [String]) -> [Int32] {
    let outOfVocabulary = oovToken.flatMap(index(of:))
    return words.compactMap { word in
      if let index = index(of: word), isUsed(index) { return index }
      return outOfVocabulary
    }
  }
}
