import RecurrentFoundation
import RecurrentReports
import RecurrentTraining

/// The page about one training, or about several laid over each other.
package struct TrainingPage {
  private let accounts: [TrainingAccount]
  /// What was learned from, and the machine.
  private let facts: [Fact]
  /// What a task shows of its model.
  private let sections: [Section]

  /// - Parameter accounts: at least one.
  package init(_ accounts: [TrainingAccount], facts: [Fact] = [], sections: [Section] = []) {
    (self.accounts, self.facts, self.sections) = (accounts, facts, sections)
  }

  /// - Parameter refresh: see ``Page/refresh``.
  package func page(refresh: Int? = nil) -> Page {
    Page(
      accounts.map(\.name).joined(separator: " · "), subtitle: subtitle, refresh: refresh,
      [tiles] + curves + sections + [options])
  }

  private var subtitle: String {
    guard accounts.count == 1, let account = accounts.first else {
      return "\(accounts.count) models, laid over each other"
    }
    let done = "\(Figures.count(account.history.epochs.count)) of \(Figures.count(account.epochCount)) epochs done"
    guard let progress = account.progress else { return "\(account.kind) · \(done)" }
    let step =
      progress.batches > 0
      ? ", step \(Figures.count(progress.steps)) of \(Figures.count(progress.batches)) of the next" : ""
    return "\(account.kind) · training: \(done)\(step)"
  }

  // MARK: Figures

  private var tiles: any Exhibit {
    accounts.count == 1 ? Tiles(tiles(of: accounts[0])) : comparison
  }

  private func tiles(of account: TrainingAccount) -> [Tiles.Tile] {
    var tiles: [Tiles.Tile] = []
    if let best = account.best {
      let (name, loss) = best.validationLoss.map { ("Validation loss", $0) } ?? ("Training loss", best.trainingLoss)
      tiles.append(.init(name, Figures.fixed(loss, 4), "\(account.lossUnit), epoch \(best.epoch)"))
      for (name, value) in best.validationMetrics.sorted(by: { $0.key < $1.key }).prefix(2) {
        tiles.append(.init(name == "f1" ? "F1" : name, Figures.fixed(value, 4), "validation, epoch \(best.epoch)"))
      }
    } else if let stretch = account.lastStretch {
      tiles.append(.init("Training loss", Figures.fixed(stretch.loss, 4), account.lossUnit))
    }
    if let progress = account.progress {
      tiles.append(.init("Time left", Figures.duration(progress.secondsLeft), "at the speed so far"))
    }
    if let stretch = account.lastStretch {
      let seconds = account.trace.stretches.reduce(0) { $0 + $1.seconds }
      let item = account.item.map { "\($0.plural) a second" } ?? "a second"
      tiles.append(.init("Speed", Figures.count(Int(stretch.speed)), item))
      tiles.append(.init("Learned for", Figures.duration(seconds), "\(Figures.count(account.trace.steps)) steps"))
    }
    if let parameters = account.parameters { tiles.append(.init("Parameters", Figures.count(parameters))) }
    return tiles
  }

  private var comparison: Table {
    let metrics = Set(accounts.flatMap(\.metrics)).sorted()
    let columns: [Table.Cell] =
      [.text("model"), .text("task"), .number("parameters"), .number("best epoch"), .number("validation loss")]
      + metrics.map { .number($0) }
    return Table(
      columns,
      rows: accounts.map { account in
        [
          .text(account.name), .text(account.kind), .number(account.parameters.map(Figures.count) ?? ""),
          .number(account.best.map { "\($0.epoch)" } ?? ""), number(account.best?.validationLoss),
        ] + metrics.map { number(account.best?.validationMetrics[$0]) }
      })
  }

  private func number(_ value: Double?) -> Table.Cell { .number(value.map { Figures.fixed($0, 4) } ?? "") }

  // MARK: Curves

  private var curves: [any Exhibit] {
    guard accounts.contains(where: { !$0.trace.stretches.isEmpty || !$0.history.epochs.isEmpty }) else { return [] }
    let charts = TrainingCharts(accounts)
    let others =
      charts.metrics + [charts.learningRate, charts.gradientNorm, charts.clipped].compactMap(\.self) + charts.speeds
    return charts.losses.map { Row([$0]) } + [Row(others)]
  }

  // MARK: Options

  private var options: Section {
    guard accounts.count > 1 else {
      let about = facts.isEmpty ? [] : [Facts(facts)]
      return Section("What was trained, and how", about + [Facts(accounts[0].options)])
    }
    let names = accounts.flatMap { $0.options.map(\.name) }.uniqued
    let rows = names.compactMap { name -> [Table.Cell]? in
      let values = accounts.map { account in account.options.first { $0.name == name }?.value ?? "–" }
      return Set(values).count > 1 ? [.text(name)] + values.map { .text($0) } : nil
    }
    let table = Table([.text("option")] + accounts.map { .text($0.name) }, rows: rows)
    return Section("What differs in their options", rows.isEmpty ? [Paragraph("Nothing.")] : [table])
  }
}

extension [String] {
  /// Each once, in the order of their first.
  fileprivate var uniqued: [String] {
    var known: Set<String> = []
    return filter { known.insert($0).inserted }
  }
}
