import RecurrentLayers
import RecurrentModels

extension Forecaster {
  /// Writes the weights as a safetensors file that a PyTorch module loads with `strict=True`.
  ///
  /// - Returns: A program in Python that declares the module and loads the file. Its `forward` takes `x` [batch, window,
  ///   columns], the last rows in the columns' own units and without gaps, and gives the target's next values in its own,
  ///   [batch, horizon, quantiles].
  /// - Throws: ``TorchExportError`` where PyTorch has no such layer; ``FileError``.
  public func exportPyTorch(to path: String) throws -> String {
    let (module, result) = try torchModule()
    return try module.write(to: path, returning: result)
  }

  func torchModule() throws -> (TorchModule, result: String) {
    if let reason = reasonAgainstExport { throw TorchExportError(layer: "the forecaster", reason: reason) }
    var torch = TorchModule(arguments: ["x"])
    appendScaling(to: &torch)
    appendInputs(to: &torch)
    for (place, network) in network.networks.enumerated() {
      let prefix = self.network.networks.count == 1 ? "" : "\(place)."
      let found = try network.append(to: &torch, prefix: prefix)
      torch.line(place == 0 ? "found = \(found)" : "found = found + \(found)")
    }
    if network.networks.count > 1 { torch.line("found = found / \(network.networks.count)") }
    appendCalibration(to: &torch)
    torch.line("change = found * spread[:, :, None]")
    torch.line("value = level[:, :, None] + change")
    if scaling.logarithmic[0] {
      torch.line("value = torch.where(positive[:, :, None], level[:, :, None] * change.exp(), value)")
    }
    torch.line("height = \(WindowScale.heights) * (most - least)")
    return (
      torch, "torch.minimum(torch.maximum(value, (least - height)[:, :, None]), (most + height)[:, :, None])"
    )
  }

  /// `level`, `spread` [batch, 1] and `scaled` [batch, window], as ``WindowScale`` has them.
  private func appendScaling(to torch: inout TorchModule) {
    let unit = scaling.unit(of: 0)
    torch.line("own = x[:, :, 0]")
    torch.line("level = own[:, -1:]")
    torch.line("least, most = own.amin(1, keepdim=True), own.amax(1, keepdim=True)")
    torch.line("difference = own - level")
    if unit.isLogarithmic {
      torch.line("positive = least > 0")
      torch.line(
        "difference = torch.where(positive, torch.where(positive, own / torch.where(positive, level, 1.0), 1.0).log(),"
          + " difference)")
    }
    torch.line("spread = difference.std(1, correction=0, keepdim=True)")
    if let usual = unit.usualSpread, usual > 0 {
      let usual = torch.declare("usual_spread", fixed: Tensor([Float(usual)]))
      torch.line("spread = spread * (\(usual) / spread.clamp(min=1e-37)).pow(\(WindowUnit.share)).clamp(0.25, 4)")
    }
    torch.line("scaled = (difference / spread.clamp(min=1e-37)).clamp(-20, 20)")
  }

  /// `past` [batch, rows] and `rows` [batch, rows, features].
  private func appendInputs(to torch: inout TorchModule) {
    let before = configuration.segments * configuration.segment - configuration.window
    torch.line("past = torch.cat([scaled[:, :1].expand(-1, \(before)), scaled], 1)")
    torch.line("rows = torch.stack([scaled, torch.ones_like(scaled), torch.zeros_like(scaled)], 2)")
    if !configuration.columns.isEmpty {
      let usual = scaling.unit(of: 0).usualSpread ?? 0
      let deviations = torch.declare(
        "deviations", fixed: Tensor(scaling.deviations.dropFirst().map { Float($0 / (usual > 0 ? usual : 1)) }))
      torch.line("others = (x[:, :, 1:] - x[:, -1:, 1:]) / \(deviations)")
      if usual > 0 { torch.line("others = others / spread[:, :, None].clamp(min=1e-37)") }
      torch.line("rows = torch.cat([rows, others.clamp(-20, 20)], 2)")
    }
    guard before > 0 else { return }
    torch.line("rows = F.pad(rows, (0, 0, \(before), 0))")
    torch.line("rows[:, :\(before), 2] = 1")
  }

  private func appendCalibration(to torch: inout TorchModule) {
    let trust = scaling.trust ?? 1
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
  /// - Returns: the quantiles in units of the window, [batch, horizon, quantiles].
  fileprivate func append(to torch: inout TorchModule, prefix: String) throws -> String {
    let middle = configuration.medianPlace
    torch.line("linear = " + torch.dense(autoregression, "past", name: prefix + "autoregression"))
    if let rnn {
      try appendMemory(rnn, to: &torch, prefix: prefix)
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

  /// `raw`, [batch, horizon, quantiles].
  private func appendMemory(_ rnn: RecurrentLayer, to torch: inout TorchModule, prefix: String) throws {
    let (parts, hidden) = (configuration.parts, configuration.hiddenSize)
    torch.line("segments = rows.reshape(rows.shape[0], \(configuration.segments), -1)")
    torch.line("read = " + torch.dense(reading!, "segments", name: prefix + "reading"))
    _ = try torch.recurrent(rnn, "read", as: "_", name: prefix + "rnn")
    let places = torch.declare(prefix + "places", places!)
    let part = "self." + (prefix + "rnn").replacing(".", with: "_")
    if rnn.cell.hasCellState {
      torch.line("state = tuple(s.repeat_interleave(\(parts), 1) for s in state)")
    } else {
      torch.line("state = state.repeat_interleave(\(parts), 1)")
    }
    torch.line("ahead, _ = \(part)(\(places).repeat(rows.shape[0], 1).reshape(-1, 1, \(hidden)), state)")
    torch.line("said = " + torch.dense(output!, "ahead[:, 0]", name: prefix + "output"))
    let rows = parts * configuration.part
    torch.line(
      "raw = said.reshape(-1, \(rows), \(configuration.levels.count))[:, :\(configuration.horizon)]")
  }
}
