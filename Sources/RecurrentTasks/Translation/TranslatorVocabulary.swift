import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// The units that a ``Translator`` reads and writes: its `vocabulary.json`.
public struct TranslatorVocabulary: Codable, Hashable, Sendable {
  /// `<unk>` stands for all units that are not in it.
  public let source: TextCodec
  /// Has `<bos>`, which no text has, and `<eos>`, at which a translation ends.
  public let target: TextCodec

  /// Finds the units of pairs.
  ///
  /// - Parameters:
  ///   - sourceUnit, targetUnit: what the texts are cut into.
  ///   - maximumSize: at most so many units on either side, the most frequent. nil: all; of byte pairs
  ///     `TextCodecFitter.usualBytePairCount`.
  ///   - normalization: the form in which texts are read; nil: as they stand.
  public init(
    fittedTo pairs: TextPairs, sourceUnit: UnitKind = .character, targetUnit: UnitKind = .character,
    maximumSize: Int? = nil, normalization: NormalizationForm? = nil
  ) throws {
    var source = TextCodecFitter(
      sourceUnit, maximumSize: maximumSize, specials: [.unknown], normalization: normalization)
    var target = TextCodecFitter(
      targetUnit, maximumSize: maximumSize, specials: [.unknown, .beginning, .end], normalization: normalization)
    try pairs.read { pair in
      source.add(pair.source)
      target.add(pair.target)
    }
    (self.source, self.target) = (source.makeCodec(), target.makeCodec())
  }

  /// Checks what a file may contradict.
  ///
  /// - Throws: `VocabularyError.inconsistent`.
  func validate() throws(VocabularyError) {
    try Self.require([.unknown], of: source, "source")
    try Self.require([.unknown, .beginning, .end], of: target, "target")
  }

  private static func require(
    _ specials: [SpecialToken], of codec: TextCodec, _ side: String
  ) throws(VocabularyError) {
    for special in specials where codec.vocabulary.id(of: special) == nil {
      throw .inconsistent("its \(side) has no \(special.rawValue)")
    }
  }
}
