import RecurrentReports
import RecurrentTraining

extension SequenceGenerator {
  /// What a report shows of it: what it writes from each label. Nothing where it writes from vectors.
  package func sections() throws -> [Section] {
    guard configuration.vectorSize == nil else { return [] }
    let labels = vocabulary.labels.tokens.prefix(30)
    let rows = try labels.enumerated().map { place, label -> [Table.Cell] in
      let texts = try texts(
        of: label, count: 6, sampling: Sampling(temperature: 0.8), maximumLength: 60, seed: UInt64(place))
      return [.text(label), .text(texts.joined(separator: " · "))]
    }
    let table = Table([.text("label"), .text("written from it")], rows: rows)
    return [Section("What it writes", note: "At temperature 0.8.", [table])]
  }
}
