import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// The words, characters and tags that a ``Tagger`` knows: its `vocabulary.json`.
public struct TaggerVocabulary: Codable, Hashable, Sendable {
  /// In small letters: the characters tell of capital ones. `<unk>` stands for all others.
  public let words: Vocabulary
  /// The units of a word's spelling: characters, or the letters of Hangul. `<unk>` stands for all others.
  public let characters: TextCodec
  /// The tags, each with its id.
  public let tags: Vocabulary

  /// Counts what is in a treebank, sentence by sentence.
  ///
  /// - Parameters:
  ///   - sentences: of the training treebank.
  ///   - unit: what a word's spelling is cut into.
  ///   - minimumCount: words seen less often have no embedding of their own.
  ///   - normalization: the form in which words and tags are read; nil: as they stand.
  /// - Throws: `TextFileError`.
  public init(
    fittedTo sentences: TaggedSentences, unit: UnitKind = .character, minimumCount: Int = 2,
    normalization: NormalizationForm? = nil
  ) throws {
    var (words, tags) = (TokenCounts(), TokenCounts())
    var characters = TextCodecFitter(unit, specials: [.unknown], normalization: normalization)
    try sentences.read { sentence in
      for form in sentence.forms {
        words.add(form.normalized(normalization).lowercased())
        characters.add(form)
      }
      tags.add(contentsOf: sentence.tags.map { $0.normalized(normalization) })
    }
    guard tags.total > 0 else { throw sentences.nothingInIt }
    self.words = Vocabulary(counts: words, minimumCount: minimumCount, specials: [.unknown])
    self.characters = characters.makeCodec()
    self.tags = Vocabulary(counts: tags)
  }

  func tagID(_ tag: String) -> Int32? { tags.id(of: tag.normalized(characters.normalization)) }

  /// Of a word that has an embedding of its own.
  func wordID(_ form: String) -> Int32? { words.id(of: form.normalized(characters.normalization).lowercased()) }

  /// Checks what a file may contradict.
  ///
  /// - Throws: ``VocabularyError/inconsistent(_:)``.
  func validate() throws(VocabularyError) {
    guard words.id(of: .unknown) != nil else { throw .inconsistent("its words have no <unk>") }
    guard characters.vocabulary.id(of: .unknown) != nil else { throw .inconsistent("its characters have no <unk>") }
    guard tags.count > 0 else { throw .inconsistent("it has no tags") }
  }
}
