import RecurrentFoundation
import RecurrentLayers
import RecurrentReports
import RecurrentTraining

extension Tagger {
  /// What a report shows of it: which tags it confuses, and where it was sure and wrong.
  package func sections(on corpus: TaggedCorpus) -> [Section] {
    let chosen = evenPlaces(in: corpus.sentenceCount, limit: 300)
    var confusion = ConfusionMatrix(classes: vocabulary.tags.count)
    var mistakes: [ConfidentMistake] = []
    var words = 0
    for batch in Self.batches(ofLengths: chosen.map { corpus.sentences[$0].count }) {
      let sentences = batch.map { chosen[$0] }
      let logits = network.decoder(network.features(of: corpus.batch(sentences)))
      let (steps, width) = (logits.shape[1], logits.shape[2])
      logits.withUnsafeScalars { logits in
        for (row, sentence) in sentences.enumerated() {
          for (place, right) in corpus.tags[sentence].enumerated() where right >= 0 {
            let start = (row * steps + place) * width
            let scores = UnsafeBufferPointer(rebasing: logits[start..<(start + width)])
            let found = Array(scores).placeOfLargest
            words += 1
            confusion.add(actual: Int(right), predicted: found)
            guard found != Int(right) else { continue }
            mistakes.append(
              ConfidentMistake(
                text: corpus.context(of: place, in: sentence), right: vocabulary.tags[right],
                found: vocabulary.tags[Int32(found)], probability: exp(Double(scores[found]) - logSumExp(scores))))
          }
        }
      }
    }
    guard words > 0 else { return [] }
    return [
      Section(
        "Which tags are confused", note: "Of \(Figures.count(words)) words it is measured on.",
        ConfusionSection(confusion: confusion, names: vocabulary.tags.tokens, unit: "words").exhibits),
      Section(
        "The most confident mistakes", note: "The word is in brackets.",
        [ConfidentMistake.table(mistakes, of: "word")]),
    ]
  }
}

extension TaggedCorpus {
  /// A word among its neighbours.
  fileprivate func context(of place: Int, in sentence: Int) -> String {
    let words = sentences[sentence]
    return (max(0, place - 4)..<min(words.count, place + 5)).map { neighbour in
      let spelling = forms.spellings[Int(words[neighbour])].map { forms.vocabulary.characters.vocabulary[$0] }
      let word = forms.vocabulary.characters.unit.tokenizer.text(from: spelling)
      return neighbour == place ? "[\(word)]" : word
    }.joined(separator: " ")
  }

  /// What is in it, for a report.
  package func section(_ title: String) -> Section {
    var counts = [Int](repeating: 0, count: forms.vocabulary.tags.count)
    for sentence in tags { for tag in sentence where tag >= 0 { counts[Int(tag)] += 1 } }
    let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    return Section(
      title,
      [
        Row([
          BarChart(
            "Tags", unit: "words",
            order.map { BarChart.Bar(forms.vocabulary.tags[Int32($0)], Double(counts[$0]), Figures.count(counts[$0])) }),
          BarChart("Lengths", unit: "sentences by their words", countsOf: sentences.lengths),
        ])
      ])
  }
}
