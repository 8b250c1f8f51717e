import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// Pairs of texts as a ``Translator`` learns from them or is measured on them: ids in place of text.
public struct PairCorpus: Sendable {
  private(set) var sources = SequenceStore()
  private(set) var targets = SequenceStore()
  /// Pairs left out because one of their texts is longer than the translator reads or writes.
  public private(set) var tooLongCount = 0
  /// Pairs whose target has a unit that the vocabulary has not, so that no translation can be right.
  public private(set) var foreignCount = 0

  /// How many pairs there are.
  public var count: Int { sources.count }
  /// The units of all targets, each target's end counted as one.
  public var targetUnitCount: Int { targets.tokenCount + targets.count }

  /// Reads pairs one by one.
  ///
  /// - Throws: `TextFileError`, also where no pair is left; `FileError`: no room for what memory does not hold.
  public init(_ pairs: TextPairs, vocabulary: TranslatorVocabulary, maximumLength: Int) throws {
    self.init()
    try pairs.read { try add($0, vocabulary: vocabulary, maximumLength: maximumLength) }
    guard count > 0 else { throw pairs.noneLeft(tooLong: tooLongCount, maximumLength: maximumLength) }
  }

  init() {}

  /// The same for the same pairs.
  var fingerprint: Fingerprint {
    var fingerprint = Fingerprint()
    sources.add(to: &fingerprint)
    targets.add(to: &fingerprint)
    return fingerprint
  }

  mutating func add(_ pair: PairReader.Pair, vocabulary: TranslatorVocabulary, maximumLength: Int) throws {
    let (source, target) = (try vocabulary.source.encode(pair.source), try vocabulary.target.encode(pair.target))
    guard source.count <= maximumLength, target.count <= maximumLength else {
      tooLongCount += 1
      return
    }
    try sources.append(source)
    try targets.append(target)
    if let unknown = vocabulary.target.vocabulary.id(of: .unknown), target.contains(unknown) { foreignCount += 1 }
  }
}

extension TextPairs {
  /// Why there is no pair to work with.
  func noneLeft(tooLong: Int, maximumLength: Int) -> TextFileError {
    tooLong == 0
      ? nothingInIt
      : .malformed(path: path, line: 1, reason: "none of its pairs has at most \(maximumLength) units a side")
  }
}
