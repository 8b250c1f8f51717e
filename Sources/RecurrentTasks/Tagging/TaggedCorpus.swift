import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// A treebank as a ``Tagger`` learns from it or is measured on it: ids in place of text, each different word's spelling
/// kept once.
public struct TaggedCorpus: Sendable {
  private(set) var forms: FormTable
  /// The place of each word's form.
  private(set) var sentences = SequenceStore()
  /// Of each word; -1: a tag that the vocabulary does not have.
  private(set) var tags = SequenceStore()
  /// The words altogether.
  public private(set) var wordCount = 0
  /// Words whose tag the vocabulary does not have, so that no model of it can be right about them.
  public private(set) var foreignTagCount = 0

  /// How many sentences there are.
  public var sentenceCount: Int { sentences.count }

  /// Reads sentences one by one.
  ///
  /// - Throws: `TextFileError`, also where there is none; `FileError`: no room for what memory does not hold.
  public init(_ source: TaggedSentences, vocabulary: TaggerVocabulary) throws {
    self.init(vocabulary: vocabulary)
    try source.read { try add($0) }
    guard !sentences.isEmpty else { throw source.nothingInIt }
  }

  init(vocabulary: TaggerVocabulary) { forms = FormTable(vocabulary) }

  mutating func add(_ sentence: TaggedSentences.Sentence) throws(FileError) {
    let ids = sentence.tags.map { forms.vocabulary.tagID($0) ?? -1 }
    try sentences.append(sentence.forms.map { forms.place(of: $0) })
    try tags.append(ids)
    wordCount += ids.count
    foreignTagCount += ids.count { $0 < 0 }
  }

  /// The same for the same sentences.
  var fingerprint: Fingerprint {
    var fingerprint = Fingerprint()
    sentences.add(to: &fingerprint)
    tags.add(to: &fingerprint)
    fingerprint.add(forms.words)
    for spelling in forms.spellings { fingerprint.add(spelling) }
    return fingerprint
  }

  /// The sentences at these places, with the right tags.
  func batch(_ places: [Int]) -> TaggerBatch {
    TaggerBatch(places.map { sentences[$0] }, tags: places.map { tags[$0] }, forms: forms)
  }
}

/// Every different form of a word once: the id of the word that it is, and its spelling.
struct FormTable: Sendable {
  let vocabulary: TaggerVocabulary
  private let unknownWord: Int32
  private var places: [TokenKey: Int32] = [:]
  private(set) var words: [Int32] = []
  private(set) var spellings: [[Int32]] = []

  init(_ vocabulary: TaggerVocabulary) {
    self.vocabulary = vocabulary
    unknownWord = vocabulary.words.id(of: .unknown) ?? 0
  }

  mutating func place(of form: String) -> Int32 {
    if let place = places[TokenKey(form)] { return place }
    let place = Int32(words.count)
    places[TokenKey(form)] = place
    words.append(vocabulary.wordID(form) ?? unknownWord)
    spellings.append(spelling(of: form))
    return place
  }

  /// Whether the word has no embedding of its own.
  func isUnknown(_ place: Int32) -> Bool { words[Int(place)] == unknownWord }

  /// Of a long form, such as an address in the web, the first and the last characters tell enough.
  private func spelling(of form: String) -> [Int32] {
    let (codec, half) = (vocabulary.characters, 20)
    let unknown = codec.vocabulary.id(of: .unknown) ?? 0
    let units = codec.tokens(in: form)
    let read = units.count > 2 * half ? Array(units.prefix(half) + units.suffix(half)) : units
    return read.map { codec.vocabulary.id(of: $0) ?? unknown }
  }
}
