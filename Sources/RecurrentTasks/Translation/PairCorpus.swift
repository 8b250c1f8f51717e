import Recurrent
import RecurrentText

/// Pairs of texts as a ``Translator`` learns from them or is measured on them: ids in place of text.
public struct PairCorpus: Sendable {
  private(set) var sources: [[Int32]] = []
  private(set) var targets: [[Int32]] = []
  /// Pairs left out because one of their texts is longer than the translator reads or writes.
  public private(set) var tooLongCount = 0
  /// Pairs whose target has a unit that the vocabulary has not, so that no translation can be right.
  public private(set) var foreignCount = 0

  public var count: Int { sources.count }
  /// The units of all targets, each target's end counted as one.
  public var targetUnitCount: Int { targets.reduce(0) { $0 + $1.count + 1 } }

  /// Reads pairs one by one.
  ///
  /// - Throws: `TextFileError`; also where no pair is left.
  public init(_ pairs: TextPairs, vocabulary: TranslatorVocabulary, maximumLength: Int) throws {
    let unknown = vocabulary.target.vocabulary.id(of: .unknown)
    try pairs.read { pair in
      let (source, target) = (try vocabulary.source.encode(pair.source), try vocabulary.target.encode(pair.target))
      guard source.count <= maximumLength, target.count <= maximumLength else {
        tooLongCount += 1
        return
      }
      sources.append(source)
      targets.append(target)
      if target.contains(where: { $0 == unknown }) { foreignCount += 1 }
    }
    guard count > 0 else {
      throw tooLongCount == 0
        ? pairs.nothingInIt
        : TextFileError.malformed(
          path: pairs.path, line: 1, reason: "none of its pairs has at most \(maximumLength) units a side")
    }
  }
}
