import RecurrentLayers
import RecurrentModels

extension ForecasterNetwork {
  /// - Returns: the quantiles in units of the window, [batch · targets, horizon, quantiles]; of a distribution its parameters.
  func append(to torch: inout TorchModule, prefix: String, targets: Int) throws -> String {
    let middle = configuration.medianPlace
    torch.line("linear = " + torch.dense(autoregression, "past", name: prefix + "autoregression"))
    if let rnn {
      try appendMemory(rnn, to: &torch, prefix: prefix, targets: targets)
    } else {
      let distances = torch.declare(prefix + "distances", distances!)
      let found = torch.dense(output!, "rows.flatten(1)", name: prefix + "output")
      torch.line("raw = \(found)[:, :, None] + \(distances)")
    }
    if let distribution = configuration.distribution { return parameters(of: distribution) }
    torch.line("distance = F.softplus(raw - \(Self.narrowing))")
    let below = "-distance[:, :, :\(middle)].flip(2).cumsum(2).flip(2)"
    let above = "distance[:, :, \(middle + 1):].cumsum(2)"
    torch.line("middle = raw[:, :, \(middle):\(middle + 1)] + linear[:, :, None]")
    return "middle + torch.cat([\(below), torch.zeros_like(middle), \(above)], 2)"
  }

  private func parameters(of distribution: ForecastDistribution) -> String {
    var parts = [
      "raw[:, :, :1] + linear[:, :, None]",
      "F.softplus(raw[:, :, 1:2] - \(Self.narrowing)) + \(distribution.leastSpread)",
    ]
    if distribution == .studentT { parts.append("F.softplus(raw[:, :, 2:] + 3) + 2") }
    return "torch.cat([\(parts.joined(separator: ", "))], 2)"
  }

  /// `raw`, what is said of each step, [batch · targets, horizon, quantiles or parameters].
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
      "raw = answer.reshape(-1, \(rows), \(configuration.outputCount))[:, :\(configuration.horizon)]")
  }
}
