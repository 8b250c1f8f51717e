import RecurrentLayers
import RecurrentText
import RecurrentTraining

extension Tagger {
  /// The likeliest tag of each word of each sentence; an empty sentence has none.
  ///
  /// - Parameter sentences: words as they are written, none of them empty.
  public func tags(of sentences: [[String]]) -> [[String]] {
    var forms = FormTable(vocabulary)
    let places = sentences.map { $0.map { forms.place(of: $0) } }
    var result = [[String]](repeating: [], count: sentences.count)
    for batch in Self.batches(ofLengths: places.map(\.count)) {
      let found = predict(TaggerBatch(batch.map { places[$0] }, forms: forms))
      for (sentence, tags) in zip(batch, found) { result[sentence] = tags.map { vocabulary.tags[$0] } }
    }
    return result
  }

  /// Sentences of like length together, as many as make some thousand words; those without words are left out.
  static func batches(ofLengths lengths: [Int]) -> [[Int]] {
    var batches: [[Int]] = []
    let order = lengths.indices.filter { lengths[$0] > 0 }.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    for sentence in order {
      let longest = lengths[sentence]
      if let last = batches.last, (last.count + 1) * longest <= 4096 {
        batches[batches.count - 1].append(sentence)
      } else {
        batches.append([sentence])
      }
    }
    return batches
  }

  /// The likeliest tags of a batch's sentences.
  private func predict(_ batch: TaggerBatch) -> [[Int32]] {
    likeliest(network.decoder(network.features(of: batch)), lengths: batch.lengths)
  }

  /// The place of the largest logit of each word.
  func likeliest(_ logits: Tensor, lengths: [Int]) -> [[Int32]] {
    let (best, steps) = (logits.argmax().scalars, logits.shape[1])
    return lengths.enumerated().map { row, length in Array(best[(row * steps)...].prefix(length)) }
  }
}
