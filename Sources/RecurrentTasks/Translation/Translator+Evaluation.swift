import Recurrent
import RecurrentText

/// How well a translator knows the targets of pairs.
public struct TranslatorFigures: Equatable, Sendable {
  /// The share of sources whose translation is the target, character for character.
  public var exactMatch: Double
  /// The share of the targets' units, their ends included, that are the likeliest after the right ones before them.
  public var accuracy: Double
  /// The mean of -log p over the targets' units, their ends included, each given the right ones before it, in nats.
  public var natsPerUnit: Double
  public var pairs: Int
  /// Pairs left out as too long.
  public var tooLong: Int
}

extension Translator {
  /// Measures the translator on pairs, with translations found by `search`.
  ///
  /// - Throws: ``ConfigurationError``.
  public func evaluate(on corpus: PairCorpus, search: BeamSearch = BeamSearch()) throws -> TranslatorFigures {
    try search.validate()
    let forced = teacherForcedFigures(on: corpus)
    let found = translations(of: corpus.sources, search: search)
    let unknown = vocabulary.target.vocabulary.required(.unknown)
    let matches = zip(found, corpus.targets).count { $0 == $1 && !$1.contains(unknown) }
    return TranslatorFigures(
      exactMatch: Double(matches) / Double(corpus.count), accuracy: forced.accuracy,
      natsPerUnit: forced.natsPerUnit, pairs: corpus.count, tooLong: corpus.tooLongCount)
  }

  /// The figures that need no search.
  func teacherForcedFigures(on corpus: PairCorpus) -> (natsPerUnit: Double, accuracy: Double) {
    var (nats, hits) = (0.0, 0)
    for places in Batches(lengths: corpus.sources.map(\.count), batchSize: 128) {
      let target = targetBatch(places.map { corpus.targets[$0] })
      let encoded = network.encode(sourceBatch(places.map { corpus.sources[$0] }))
      let logits = network.output(network.decode(target.inputs, lengths: target.lengths, from: encoded).features)
      nats += Double(softmaxCrossEntropy(logits, targets: target.targets, reduction: .sum).item)
      hits += zip(logits.argmax().scalars, target.targets.scalars).count { $0 == $1 }
    }
    return (nats / Double(corpus.targetUnitCount), Double(hits) / Double(corpus.targetUnitCount))
  }
}
