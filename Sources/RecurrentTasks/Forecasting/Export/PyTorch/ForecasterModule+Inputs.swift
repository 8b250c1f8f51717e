import RecurrentLayers
import RecurrentModels

// What networks read, as `ForecastWindows` has it.

extension ForecasterModule {
  /// `past` [batch · targets, rows], `rows` [batch · targets, rows, features] and `next` [batch · targets, parts, features].
  mutating func appendInputs() {
    let before = configuration.segments * configuration.segment - configuration.window
    torch.line("past = torch.cat([scaled[:, :1].expand(-1, \(before)), scaled], 1)")
    var (rows, next) = (
      ["scaled[:, :, None]", "torch.ones_like(scaled)[:, :, None]", "torch.zeros_like(scaled)[:, :, None]"], [String]()
    )
    appendColumns(to: &rows, &next)
    appendCalendar(to: &rows, &next)
    torch.line("rows = torch.cat([\(rows.joined(separator: ", "))], 2)")
    if before > 0 {
      torch.line("rows = F.pad(rows, (0, 0, \(before), 0))")
      torch.line("rows[:, :\(before), 2] = 1")
    }
    if !next.isEmpty {
      let more = configuration.parts * configuration.part - configuration.horizon
      torch.line("next = F.pad(torch.cat([\(next.joined(separator: ", "))], 2), (0, 0, 0, \(more)))")
      torch.line("next = next.reshape(-1, \(configuration.parts), \(configuration.part * configuration.aheadCount))")
    }
    guard !configuration.statics.isEmpty else { return }
    var (first, firsts) = (0, [Float]())
    for column in configuration.statics {
      firsts.append(Float(first))
      first += column.values.count
    }
    let places = torch.declare("first_statics", fixed: Tensor(firsts))
    torch.line("statics = statics + \(places).long()")
  }

  private mutating func appendColumns(to rows: inout [String], _ next: inout [String]) {
    let width = configuration.allColumns.count
    let known = (width - configuration.known.count)..<width
    guard width > targetCount else { return }
    let factors = torch.declare("column_factors", fixed: units.columnFactors(targetCount..<width))
    if units.anyIsUsual {
      let (isUsual, least) = (
        torch.declare("is_usual", fixed: units.isUsual), torch.declare("least_spreads", fixed: units.leastSpreads)
      )
      torch.line("factors = \(factors) / torch.maximum(spread * \(isUsual), \(least))[..., None]")
    } else {
      torch.line("factors = \(factors)")
    }
    func differences(_ values: String, _ columns: String, _ factors: String) -> String {
      "((\(values) - x[:, -1:, \(columns)])[:, None] * \(factors)).clamp(-20, 20).flatten(0, 1)"
    }
    torch.line("others = " + differences("x[:, :, \(targetCount):]", "\(targetCount):", "factors"))
    rows.append("others")
    guard !known.isEmpty else { return }
    let (means, deviations) = (
      torch.declare("known_means", fixed: units.means(known)),
      torch.declare("known_deviations", fixed: units.deviations(known))
    )
    func standardised(_ values: String) -> String { "((\(values) - \(means)) / \(deviations))\(ofEachTarget)" }
    rows.append(standardised("x[:, :, \(known.lowerBound):]"))
    guard configuration.cell != nil else { return }
    next.append(differences("ahead", "\(known.lowerBound):", "factors[..., \(known.lowerBound - targetCount):]"))
    next.append(standardised("ahead"))
  }

  /// What is the same for all targets, for each.
  private var ofEachTarget: String { targetCount == 1 ? "" : ".repeat_interleave(\(targetCount), 0)" }

  private mutating func appendCalendar(to rows: inout [String], _ next: inout [String]) {
    guard let calendar else { return }
    torch.use(.calendar)
    let cycles = "[" + calendar.cycles.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") + "]"
    let holidays = calendar.holidays.map { "[" + $0.sorted().map(String.init).joined(separator: ", ") + "]" } ?? "None"
    func features(_ times: String) -> String { "calendar(\(times), \(cycles), \(holidays))\(ofEachTarget)" }
    rows.append(features("times"))
    if configuration.cell != nil { next.append(features("ahead_times")) }
  }
}
