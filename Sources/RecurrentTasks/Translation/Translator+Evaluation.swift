import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// How well a translator knows the targets of pairs.
public struct TranslatorFigures: Equatable, Sendable {
  /// The share of sources whose translation is the target, character for character.
  public var exactMatch: Double
  /// The share of the targets' units, their ends included, that are the likeliest after the right ones before them.
  public var accuracy: Double
  /// The mean of -log p over the targets' units, their ends included, each given the right ones before it, in nats.
  public var natsPerUnit: Double
  /// How many pairs were measured.
  public var pairs: Int
  /// Pairs left out as too long.
  public var tooLong: Int
}

extension Translator {
  /// Measures the translator on pairs, with translations found by `search`. They are read in pieces: there may be more
  /// than memory holds.
  ///
  /// - Throws: ``ConfigurationError``, and `TextFileError`, also where no pair is left.
  public func evaluate(on pairs: TextPairs, search: BeamSearch = BeamSearch()) throws -> TranslatorFigures {
    try search.validate()
    var tally = PairTally()
    let bytes = { (pair: PairReader.Pair) in pair.source.utf8.count + pair.target.utf8.count }
    // Enough to make batches of like length.
    try pairs.readChunks(size: 1 << 20, weight: bytes) { chunk in
      var corpus = PairCorpus()
      for pair in chunk {
        try corpus.add(pair, vocabulary: vocabulary, maximumLength: configuration.maximumLength)
      }
      measure(corpus, search: search, into: &tally)
    }
    guard tally.pairs > 0 else {
      throw pairs.noneLeft(tooLong: tally.tooLong, maximumLength: configuration.maximumLength)
    }
    return tally.figures
  }

  /// Measures the translator on pairs that were read before.
  ///
  /// - Throws: ``ConfigurationError``; `DataError` where they were read with a larger vocabulary or are longer than the
  ///   translator reads.
  public func evaluate(on corpus: PairCorpus, search: BeamSearch = BeamSearch()) throws -> TranslatorFigures {
    try search.validate()
    try requireFitting(corpus)
    var tally = PairTally()
    measure(corpus, search: search, into: &tally)
    return tally.figures
  }

  /// Checks that the network takes the pairs.
  func requireFitting(_ corpus: PairCorpus) throws(DataError) {
    for (texts, codec) in [(corpus.sources, vocabulary.source), (corpus.targets, vocabulary.target)] {
      try texts.requireTokens(below: codec.vocabulary.count)
      try texts.requireLengths(atMost: configuration.maximumLength)
    }
  }

  private func measure(_ corpus: PairCorpus, search: BeamSearch, into tally: inout PairTally) {
    measureTaught(corpus, into: &tally)
    let found = translations(of: Array(corpus.sources), search: search)
    let unknown = vocabulary.target.vocabulary.required(.unknown)
    tally.matches += zip(found, corpus.targets).count { $0 == $1 && !$1.contains(unknown) }
    tally.tooLong += corpus.tooLongCount
  }

  /// The figures that need no search; the others stay zero.
  func teacherForcedFigures(on corpus: PairCorpus) -> TranslatorFigures {
    var tally = PairTally()
    measureTaught(corpus, into: &tally)
    return tally.figures
  }

  private func measureTaught(_ corpus: PairCorpus, into tally: inout PairTally) {
    for places in Batches(lengths: corpus.sources.lengths, batchSize: 128) {
      let target = targetBatch(places.map { corpus.targets[$0] })
      let encoded = network.encode(sourceBatch(places.map { corpus.sources[$0] }))
      let logits = network.output(network.decode(target.inputs, lengths: target.lengths, from: encoded).features)
      tally.nats += Double(softmaxCrossEntropy(logits, targets: target.targets, reduction: .sum).item)
      tally.hits += zip(logits.argmax().scalars, target.targets.scalars).count { $0 == $1 }
    }
    tally.pairs += corpus.count
    tally.units += corpus.targetUnitCount
  }
}

/// What the figures of a translator are made of.
private struct PairTally {
  var (nats, hits, units) = (0.0, 0, 0)
  var (matches, pairs, tooLong) = (0, 0, 0)

  var figures: TranslatorFigures {
    TranslatorFigures(
      exactMatch: Double(matches) / Double(max(1, pairs)), accuracy: Double(hits) / Double(max(1, units)),
      natsPerUnit: nats / Double(max(1, units)), pairs: pairs, tooLong: tooLong)
  }
}
