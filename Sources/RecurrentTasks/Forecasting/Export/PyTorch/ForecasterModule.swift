import RecurrentLayers
import RecurrentModels

/// A forecaster on its way to PyTorch. A network sees each target of each row of a batch as a row of its own.
struct ForecasterModule {
  let forecaster: Forecaster
  let configuration: ForecasterConfiguration
  let units: WindowUnits
  var targetCount: Int { configuration.targets.count }
  /// The calendar's features are the same for all networks. nil: none is read.
  let calendar: CalendarFeatures?
  var torch = TorchModule(arguments: ["x"])

  init(_ forecaster: Forecaster) {
    (self.forecaster, configuration) = (forecaster, forecaster.configuration)
    units = WindowUnits(forecaster)
    calendar = forecaster.leansWholly ? nil : configuration.readCalendar
    guard !forecaster.leansWholly else { return }
    let readsAhead = configuration.cell != nil
    if readsAhead, !configuration.known.isEmpty { torch.arguments.append("ahead") }
    if calendar != nil { torch.arguments += readsAhead ? ["times", "ahead_times"] : ["times"] }
    if !configuration.statics.isEmpty { torch.arguments.append("statics") }
  }

  mutating func build() throws -> String {
    appendScaling()
    if let footing = forecaster.footing { appendSimple(footing) }
    if !forecaster.leansWholly { try appendNetworks() }
    appendQuantiles()
    torch.line(
      "change = found.reshape(-1, \(targetCount), \(configuration.horizon), \(configuration.levels.count))"
        + " * spread[..., None]")
    torch.line("value = level[..., None] + change")
    if units.anyIsLogarithmic {
      torch.line("value = torch.where(logarithmic[..., None], level[..., None] * change.exp(), value)")
    }
    torch.line("value = torch.minimum(torch.maximum(value, lowest[..., None]), highest[..., None])")
    // Counts are whole.
    if configuration.distribution == .negativeBinomial {
      torch.line("value = (value + \(CountDistribution.roundingShift)).floor().clamp(min=0)")
    }
    return targetCount == 1 ? "value.squeeze(1)" : "value"
  }

  private mutating func appendNetworks() throws {
    appendInputs()
    let networks = forecaster.network.networks
    for (place, network) in networks.enumerated() {
      // No name in Python begins with a digit.
      let prefix = networks.count == 1 ? "" : "network\(place)."
      let found = try network.append(to: &torch, prefix: prefix, targets: targetCount)
      torch.line(place == 0 ? "found = \(found)" : "found = found + \(found)")
    }
    if networks.count > 1 { torch.line("found = found / \(networks.count)") }
  }

  // MARK: Scaling

  /// `level`, `spread`, `least`, `most`, `lowest`, `highest` [batch, targets, 1] and `scaled` [batch · targets, window], as
  /// ``WindowScale``; and `history` [batch, targets, rows] where a simple forecast is made of it.
  private mutating func appendScaling() {
    if units.anyIsLogarithmic { _ = torch.declare("thresholds", fixed: units.thresholds) }
    if units.anyIsUsual { _ = torch.declare("jump_scales", fixed: units.jumpScales) }
    if forecaster.exportedRows > configuration.window {
      appendOwn(count: forecaster.exportedRows)
      torch.line("history = own")
      torch.line("x = x[:, \(-configuration.window):]")
      if calendar != nil { torch.line("times = times[:, \(-configuration.window):]") }
    }
    appendOwn(count: configuration.window)
    if forecaster.exportedRows == configuration.window, forecaster.footing != nil { torch.line("history = own") }
    appendDifferences()
    torch.line("spread = difference.std(2, correction=0, keepdim=True)")
    if units.anyIsUsual {
      let (usual, shares) = (
        torch.declare("usual_spread", fixed: units.usualSpreads), torch.declare("usual_shares", fixed: units.shares)
      )
      torch.line("spread = spread * (\(usual) / spread.clamp(min=1e-37)).pow(\(shares)).clamp(0.25, 4)")
    }
    torch.line("height = \(WindowScale.heights) * (most - least)")
    torch.line("lowest, highest = least - height, most + height")
    if units.anyIsNonnegative {
      let floors = torch.declare("floors", fixed: units.floors)
      torch.line("lowest = torch.maximum(lowest, torch.minimum(level, \(floors)))")
    }
    if !forecaster.leansWholly {
      torch.line("scaled = (difference / spread.clamp(min=1e-37)).clamp(-20, 20).flatten(0, 1)")
    }
  }

  /// `difference` of `own`.
  private mutating func appendDifferences() {
    torch.line("least, most = own.amin(2, keepdim=True), own.amax(2, keepdim=True)")
    torch.line("difference = own - level")
    guard units.anyIsLogarithmic else { return }
    torch.line("logarithmic = least > self.thresholds")
    torch.line("ratio = (own / torch.where(logarithmic, level, 1.0)).clamp(min=0.001)")
    torch.line("difference = torch.where(logarithmic, ratio.log(), difference)")
  }

  /// `own`, the targets of so many rows of `x` as `withoutShifts` has them, and their last, `level`.
  private mutating func appendOwn(count: Int) {
    torch.line("own = x[:, :, :\(targetCount)].transpose(1, 2)")
    torch.line("level = own[:, :, -1:]")
    guard units.anyIsUsual, count >= 4 else { return }
    torch.use(.unshifted)
    appendDifferences()
    torch.line(
      "numbers = unshifted(difference, self.jump_scales, \(LevelShift.mostInWindow), \(LevelShift.leastHeight),"
        + " \(LevelShift.mostVariance))")
    let moved =
      units.anyIsLogarithmic ? "torch.where(logarithmic, level * numbers.exp(), level + numbers)" : "level + numbers"
    torch.line("own = torch.where(numbers != difference, \(moved), own)")
  }
}
