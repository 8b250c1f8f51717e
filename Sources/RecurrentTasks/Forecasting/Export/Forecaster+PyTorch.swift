import RecurrentLayers
import RecurrentModels

extension Forecaster {
  /// Writes the weights as a safetensors file that a PyTorch module loads with `strict=True`.
  ///
  /// - Returns: A program in Python that declares the module and loads the file. Its `forward` takes `x`, which is what
  ///   ``exportONNX(to:)`` calls `input`, and of `times`, `ahead`, `ahead_times` and `statics` those that the model reads;
  ///   it gives what that has as `output`.
  /// - Throws: ``TorchExportError`` where PyTorch has no such layer; ``FileError``.
  public func exportPyTorch(to path: String) throws -> String {
    let (module, result) = try torchModule()
    return try module.write(to: path, returning: result)
  }

  func torchModule() throws -> (TorchModule, result: String) {
    if let reason = reasonAgainstExport { throw TorchExportError(layer: "the forecaster", reason: reason) }
    var module = ForecasterModule(self)
    let result = try module.build()
    return (module.torch, result)
  }
}

/// A forecaster on its way to PyTorch. A network sees each target of each row of a batch as a row of its own.
private struct ForecasterModule {
  private let forecaster: Forecaster
  private let configuration: ForecasterConfiguration
  private let units: WindowUnits
  private var targetCount: Int { configuration.targets.count }
  /// The calendar's features are the same for all networks.
  private let calendar: CalendarFeatures?
  var torch = TorchModule(arguments: ["x"])

  init(_ forecaster: Forecaster) {
    (self.forecaster, configuration) = (forecaster, forecaster.configuration)
    (units, calendar) = (WindowUnits(forecaster), forecaster.configuration.readCalendar)
    let readsAhead = configuration.cell != nil
    if readsAhead, !configuration.known.isEmpty { torch.arguments.append("ahead") }
    if calendar != nil { torch.arguments += readsAhead ? ["times", "ahead_times"] : ["times"] }
    if !configuration.statics.isEmpty { torch.arguments.append("statics") }
  }

  mutating func build() throws -> String {
    appendScaling()
    appendInputs()
    let networks = forecaster.network.networks
    for (place, network) in networks.enumerated() {
      // No name in Python begins with a digit.
      let prefix = networks.count == 1 ? "" : "network\(place)."
      let found = try network.append(to: &torch, prefix: prefix, targets: targetCount)
      torch.line(place == 0 ? "found = \(found)" : "found = found + \(found)")
    }
    if networks.count > 1 { torch.line("found = found / \(networks.count)") }
    appendCalibration()
    torch.line(
      "change = found.reshape(-1, \(targetCount), \(configuration.horizon), \(configuration.levels.count))"
        + " * spread[..., None]")
    torch.line("value = level[..., None] + change")
    if units.anyIsLogarithmic {
      torch.line("value = torch.where(logarithmic[..., None], level[..., None] * change.exp(), value)")
    }
    torch.line("height = \(WindowScale.heights) * (most - least)")
    let bounded = "torch.minimum(torch.maximum(value, (least - height)[..., None]), (most + height)[..., None])"
    return targetCount == 1 ? bounded + ".squeeze(1)" : bounded
  }

  // MARK: Scaling

  /// `level`, `spread`, `least`, `most` [batch, targets, 1] and `scaled` [batch · targets, window], as ``WindowScale``.
  private mutating func appendScaling() {
    torch.line("own = x[:, :, :\(targetCount)].transpose(1, 2)")
    if units.anyIsLogarithmic { _ = torch.declare("thresholds", fixed: units.thresholds) }
    torch.line("level = own[:, :, -1:]")
    appendShifts()
    appendDifferences()
    torch.line("spread = difference.std(2, correction=0, keepdim=True)")
    if units.anyIsUsual {
      let (usual, shares) = (
        torch.declare("usual_spread", fixed: units.usualSpreads), torch.declare("usual_shares", fixed: units.shares)
      )
      torch.line("spread = spread * (\(usual) / spread.clamp(min=1e-37)).pow(\(shares)).clamp(0.25, 4)")
    }
    torch.line("scaled = (difference / spread.clamp(min=1e-37)).clamp(-20, 20).flatten(0, 1)")
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

  /// `own` as `withoutShifts` has it.
  private mutating func appendShifts() {
    guard units.anyIsUsual, configuration.window >= 4 else { return }
    torch.use(.unshifted)
    appendDifferences()
    let scales = torch.declare("jump_scales", fixed: units.jumpScales)
    torch.line(
      "numbers = unshifted(difference, \(scales), \(LevelShift.mostInWindow), \(LevelShift.leastHeight),"
        + " \(LevelShift.mostVariance))")
    let moved =
      units.anyIsLogarithmic ? "torch.where(logarithmic, level * numbers.exp(), level + numbers)" : "level + numbers"
    torch.line("own = torch.where(numbers != difference, \(moved), own)")
  }

  // MARK: What networks read

  /// `past` [batch · targets, rows], `rows` [batch · targets, rows, features] and `next` [batch · targets, parts, features].
  private mutating func appendInputs() {
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

  private mutating func appendCalibration() {
    let (calibration, trust) = (forecaster.calibration, forecaster.scaling.trust ?? 1)
    guard calibration != nil || trust != 1 else { return }
    let middle = configuration.medianPlace
    let factors = torch.declare(
      "calibration",
      fixed: Tensor(
        configuration.levels.map {
          Float($0 == 0.5 ? 1 : ($0 < 0.5 ? calibration?.lower : calibration?.upper) ?? 1)
        }))
    torch.line("median = found[:, :, \(middle):\(middle + 1)]")
    torch.line("found = \(trust) * median + (found - median) * \(factors)")
  }
}

extension ForecasterNetwork {
  /// - Returns: the quantiles in units of the window, [batch · targets, horizon, quantiles].
  fileprivate func append(to torch: inout TorchModule, prefix: String, targets: Int) throws -> String {
    let middle = configuration.medianPlace
    torch.line("linear = " + torch.dense(autoregression, "past", name: prefix + "autoregression"))
    if let rnn {
      try appendMemory(rnn, to: &torch, prefix: prefix, targets: targets)
    } else {
      let distances = torch.declare(prefix + "distances", distances!)
      let found = torch.dense(output!, "rows.flatten(1)", name: prefix + "output")
      torch.line("raw = \(found)[:, :, None] + \(distances)")
    }
    torch.line("distance = F.softplus(raw - \(Self.narrowing))")
    let below = "-distance[:, :, :\(middle)].flip(2).cumsum(2).flip(2)"
    let above = "distance[:, :, \(middle + 1):].cumsum(2)"
    torch.line("middle = raw[:, :, \(middle):\(middle + 1)] + linear[:, :, None]")
    return "middle + torch.cat([\(below), torch.zeros_like(middle), \(above)], 2)"
  }

  /// `raw`, [batch · targets, horizon, quantiles].
  private func appendMemory(
    _ rnn: RecurrentLayer, to torch: inout TorchModule, prefix: String, targets: Int
  ) throws {
    let (parts, hidden) = (configuration.parts, configuration.hiddenSize)
    if let statics {
      let said = torch.embedding(statics, "statics", name: prefix + "statics") + ".sum(1, keepdim=True)"
      torch.line("said = " + said + (targets == 1 ? "" : ".repeat_interleave(\(targets), 0)"))
    }
    torch.line("segments = rows.reshape(rows.shape[0], \(configuration.segments), -1)")
    let read = torch.dense(reading!, "segments", name: prefix + "reading")
    torch.line("read = " + read + (statics == nil ? "" : " + said"))
    _ = try torch.recurrent(rnn, "read", as: "_", name: prefix + "rnn")
    let places = torch.declare(prefix + "places", places!)
    torch.line("steps = \(places).repeat(rows.shape[0], 1, 1)")
    if let ahead { torch.line("steps = steps + " + torch.dense(ahead, "next", name: prefix + "ahead")) }
    if statics != nil { torch.line("steps = steps + said") }
    let part = "self." + (prefix + "rnn").replacing(".", with: "_")
    if rnn.cell.hasCellState {
      torch.line("state = tuple(s.repeat_interleave(\(parts), 1) for s in state)")
    } else {
      torch.line("state = state.repeat_interleave(\(parts), 1)")
    }
    torch.line("steps, _ = \(part)(steps.reshape(-1, 1, \(hidden)), state)")
    torch.line("answer = " + torch.dense(output!, "steps[:, 0]", name: prefix + "output"))
    let rows = parts * configuration.part
    torch.line(
      "raw = answer.reshape(-1, \(rows), \(configuration.levels.count))[:, :\(configuration.horizon)]")
  }
}
