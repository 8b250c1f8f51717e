import RecurrentFoundation
import RecurrentLayers
import RecurrentReports
import RecurrentText
import RecurrentTraining

extension TextClassifier {
  /// What a report shows of it: which labels it confuses, and where it was sure and wrong.
  package func sections(on texts: LabeledTokens) -> [Section] {
    let places = evenPlaces(in: texts.count, limit: 1000)
    guard !places.isEmpty else { return [] }
    let encoded = places.map { texts.texts[$0] }
    var confusion = ConfusionMatrix(classes: vocabulary.labels.count)
    var mistakes: [ConfidentMistake] = []
    for (place, logits) in logits(of: encoded).enumerated() {
      let (right, found) = (Int(texts.labels[places[place]]), logits.placeOfLargest)
      confusion.add(actual: right, predicted: found)
      guard right != found else { continue }
      let probability = exp(Double(logits[found]) - logits.withUnsafeBufferPointer(logSumExp))
      mistakes.append(
        ConfidentMistake(
          text: vocabulary.text.decode(encoded[place]), right: vocabulary.labels[Int32(right)],
          found: vocabulary.labels[Int32(found)], probability: probability))
    }
    let looked = "Of \(Figures.count(places.count)) texts it is measured on."
    return [
      Section(
        "Which labels are confused", note: looked,
        ConfusionSection(confusion: confusion, names: vocabulary.labels.tokens, unit: "texts").exhibits),
      Section("The most confident mistakes", [ConfidentMistake.table(mistakes, of: "text")]),
    ]
  }
}

extension LabeledTokens {
  /// What is in it, for a report.
  package func section(_ title: String, _ vocabulary: LabeledVocabulary) -> Section {
    var counts = [Int](repeating: 0, count: vocabulary.labels.count)
    for label in labels { counts[Int(label)] += 1 }
    let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    return Section(
      title,
      [
        Row([
          BarChart(
            "Labels", unit: "texts",
            order.map { BarChart.Bar(vocabulary.labels[Int32($0)], Double(counts[$0]), Figures.count(counts[$0])) }),
          BarChart("Lengths", unit: "texts by their units", countsOf: texts.lengths),
        ])
      ])
  }
}
