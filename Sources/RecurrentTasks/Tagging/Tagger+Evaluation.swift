import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// How well a tagger finds the tags of a treebank.
public struct TaggerFigures: Equatable, Sendable {
  /// The share of words with the right tag. A word with a tag that training had not is never right.
  public var accuracy: Double
  /// The mean of the F1 of each tag that occurs, right or found: rare ones count as much as frequent ones. Tags that
  /// training had not are one together.
  public var f1: Double
  /// The share of sentences with all tags right.
  public var exactMatch: Double
  /// The accuracy of words that have no embedding of their own. nil: there are none.
  public var unknownAccuracy: Double?
  /// The mean of -log p(right tag) over words whose tag training had, in nats.
  public var natsPerWord: Double
  /// How many words were measured.
  public var words: Int
  /// How many sentences were measured.
  public var sentences: Int
  /// Words with a tag that training had not.
  public var foreignTags: Int
}

extension Tagger {
  /// Measures the tagger on a treebank, read in pieces: there may be more of it than memory holds.
  ///
  /// - Throws: `TextFileError`; also where there is no sentence.
  public func evaluate(on sentences: TaggedSentences) throws -> TaggerFigures {
    var tally = TagTally(tagCount: vocabulary.tags.count)
    // Enough to make batches of like length.
    try sentences.readChunks(size: 1 << 16, weight: \.forms.count) { chunk in
      var corpus = TaggedCorpus(vocabulary: vocabulary)
      for sentence in chunk { try corpus.add(sentence) }
      measure(corpus, into: &tally)
    }
    guard tally.sentences > 0 else { throw sentences.nothingInIt }
    return tally.figures
  }

  /// Measures the tagger on a treebank that was read before.
  ///
  /// - Throws: `DataError` where it was read for another tagger.
  public func evaluate(on corpus: TaggedCorpus) throws(DataError) -> TaggerFigures {
    try requireFitting(corpus)
    return figures(on: corpus)
  }

  /// Checks that a corpus has this tagger's ids.
  func requireFitting(_ corpus: TaggedCorpus) throws(DataError) {
    guard corpus.forms.vocabulary == vocabulary else {
      throw .kind(what: "sentences", expected: "those of its own vocabulary", got: "of another vocabulary")
    }
  }

  func figures(on corpus: TaggedCorpus) -> TaggerFigures {
    var tally = TagTally(tagCount: vocabulary.tags.count)
    measure(corpus, into: &tally)
    return tally.figures
  }

  private func measure(_ corpus: TaggedCorpus, into tally: inout TagTally) {
    for places in Self.batches(ofLengths: corpus.sentences.lengths) {
      let batch = corpus.batch(places)
      let logits = network.decoder(network.features(of: batch))
      tally.add(nats: Double(softmaxCrossEntropy(logits, targets: batch.tags, reduction: .sum).item))
      for (sentence, found) in zip(places, likeliest(logits, lengths: batch.lengths)) {
        let isUnknown = corpus.sentences[sentence].map { corpus.forms.isUnknown($0) }
        tally.add(found: found, right: corpus.tags[sentence], isUnknown: isUnknown)
      }
    }
  }
}
