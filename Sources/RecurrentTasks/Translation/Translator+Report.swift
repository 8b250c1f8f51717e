import RecurrentFoundation
import RecurrentReports
import RecurrentText
import RecurrentTraining

extension Translator {
  /// What a report shows of it: translations beside the right ones, and what was looked at for them.
  package func sections(on corpus: PairCorpus) throws -> [Section] {
    let places = evenPlaces(in: corpus.count, limit: 12).filter { !corpus.sources[$0].isEmpty }
    guard !places.isEmpty else { return [] }
    let shown = try places.map { place in
      let source = vocabulary.source.decode(corpus.sources[place])
      let (translation, map) = try attention(to: source)
      return (source: source, right: vocabulary.target.decode(corpus.targets[place]), found: translation, map: map)
    }
    let table = Table(
      [.text("source"), .text("translation"), .text("right")],
      rows: shown.map { [.text($0.source), .text($0.found), .text($0.found == $0.right ? "✓" : $0.right)] })
    // Of longer ones the beginning has room.
    let whole = shown.filter { $0.map.source.count <= 40 && $0.map.target.count <= 40 }
    let maps = (whole.isEmpty ? shown : whole).prefix(4)
    return [
      Section("Translations", [table]),
      Section(
        "What was looked at", note: "The darker, the more of a unit of the source went into a unit of the translation.",
        [Row(maps.map { $0.map.beginning(40).heatMap($0.source.shortened(to: 60)) })]),
    ]
  }
}

extension PairCorpus {
  /// What is in it, for a report.
  package func section(_ title: String) -> Section {
    Section(
      title,
      [
        Row([
          BarChart("Sources", unit: "pairs by their units", countsOf: sources.lengths),
          BarChart("Targets", unit: "pairs by their units", countsOf: targets.lengths),
        ])
      ])
  }
}
