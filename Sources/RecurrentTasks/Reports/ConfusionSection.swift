import RecurrentFoundation
import RecurrentReports
import RecurrentTraining

/// What was taken for what.
struct ConfusionSection {
  let confusion: ConfusionMatrix
  let names: [String]
  /// What is counted: texts, words.
  let unit: String

  /// A picture has room for so many.
  private static let limit = 24

  /// Those that occur, the most frequent ones where they are too many, in the order of the vocabulary.
  private var shown: [Int] {
    let occurring = names.indices.filter { confusion.support(of: $0) + confusion.predictions(of: $0) > 0 }
    return occurring.sorted { (confusion.support(of: $1), $0) < (confusion.support(of: $0), $1) }.prefix(Self.limit)
      .sorted()
  }

  var exhibits: [any Exhibit] {
    let shown = shown
    let map = HeatMap(
      "Taken for", names: ("right", "taken for"), rows: shown.map { short(names[$0]) },
      columns: shown.map { short(names[$0]) },
      shares: shown.map { row in
        shown.map { Double(confusion.counts[row][$0]) / Double(max(1, confusion.support(of: row))) }
      },
      texts: shown.map { row in shown.map { "\(confusion.counts[row][$0])" } },
      caption: "The darker, the larger a share of its row; the counts are \(unit)."
        + (shown.count == Self.limit ? " Rarer ones are left out." : ""))
    return [map, table(shown)]
  }

  private func table(_ shown: [Int]) -> Table {
    Table(
      [.text("label"), .number(unit), .number("precision"), .number("recall"), .number("F1")],
      rows: shown.map { label in
        [
          .text(names[label]), .number(Figures.count(confusion.support(of: label))),
          percent(confusion.precision(of: label)), percent(confusion.recall(of: label)),
          percent(confusion.f1(of: label)),
        ]
      })
  }

  private func percent(_ share: Double) -> Table.Cell { .number(Figures.fixed(100 * share, 1) + "%") }

  private func short(_ name: String) -> String { name.count > 16 ? name.prefix(15) + "…" : name }
}

/// Something that a model was sure of, and wrong.
struct ConfidentMistake {
  let text: String
  let right: String
  let found: String
  let probability: Double

  /// The most confident ones.
  static func table(_ mistakes: [ConfidentMistake], of what: String) -> any Exhibit {
    let worst = mistakes.sorted { $0.probability > $1.probability }.prefix(12)
    guard !worst.isEmpty else { return Paragraph("No mistake among what was looked at.") }
    return Table(
      [.text(what), .text("right"), .text("taken for"), .number("probability")],
      rows: worst.map {
        [
          .text($0.text.shortened(to: 160)), .text($0.right), .text($0.found),
          .number(Figures.fixed(100 * $0.probability, 1) + "%"),
        ]
      })
  }
}

extension String {
  /// Its beginning, where it is long.
  func shortened(to count: Int) -> String { self.count > count ? prefix(count - 1) + "…" : self }
}

/// Places spread evenly over so many, at most `limit`: what a report looks at is to cost little.
func evenPlaces(in count: Int, limit: Int) -> [Int] {
  let taken = min(count, limit)
  return (0..<taken).map { $0 * count / taken }
}
