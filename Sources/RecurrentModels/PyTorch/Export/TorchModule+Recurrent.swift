import RecurrentKernels
import RecurrentLayers

extension TorchModule {
  /// A stack of recurrent layers: `y` and `state` are what its line gives.
  ///
  /// - Parameters:
  ///   - x: [batch, time, input]; of a layer in reverse, from its end on.
  ///   - lengths: [batch]; nil: all steps count.
  ///   - initial: what `state` is at first; nil: zeros.
  ///   - y: what the outputs are called.
  /// - Returns: the last layer's state after each row's last step, [batch, directions · hidden].
  package mutating func recurrent(
    _ layer: RecurrentLayer, _ x: String, lengths: String? = nil, initial: String? = nil, as y: String = "x",
    name: String
  ) throws -> String {
    let part = declare(name, try constructor(of: layer, name: name), [:])
    appendWeights(of: layer, to: String(part.dropFirst("self.".count)))
    if let lengths {
      use(.packed)
      line("\(y), state = packed(\(part), \(x), \(lengths))")
    } else {
      line("\(y), state = \(part)(\(([x] + [initial].compactMap(\.self)).joined(separator: ", ")))")
    }
    let hidden = layer.cell.hasCellState ? "state[0]" : "state"
    return layer.direction.count == 1 ? "\(hidden)[-1]" : "torch.cat([\(hidden)[-2], \(hidden)[-1]], 1)"
  }

  /// The mean or the largest of the steps that count, [batch, features]; a row without steps is zeros.
  package mutating func pooled(_ x: String, _ kind: GlobalPooling1D.Kind, lengths: String) -> String {
    use(.counted)
    switch kind {
    case .average:
      return "(\(x) * counted(\(x), \(lengths))).sum(1).div(\(lengths).clamp(min=1)[:, None])"
    case .max:
      let largest = "torch.where(counted(\(x), \(lengths)), \(x), -torch.inf).amax(1)"
      return "torch.where(\(lengths)[:, None] > 0, \(largest), 0.0)"
    }
  }

  private func constructor(of layer: RecurrentLayer, name: String) throws -> String {
    guard layer.dilations.allSatisfy({ $0 == 1 }) else {
      throw TorchExportError(layer: name, reason: "it is dilated, and PyTorch's layers are not")
    }
    let type: String
    var options = ["\(layer.inputSize)", "\(layer.hiddenSize)"]
    switch (layer.cell, layer.activation, layer.recurrentActivation) {
    case (.lstm, .tanh, .sigmoid): type = "nn.LSTM"
    case (.gruResetAfter, .tanh, .sigmoid): type = "nn.GRU"
    case (.rnn, .tanh, _): type = "nn.RNN"
    case (.rnn, .relu, _):
      type = "nn.RNN"
      options.append("nonlinearity=\"relu\"")
    case (.gruResetBefore, _, _):
      throw TorchExportError(layer: name, reason: "a GRU there resets after the product, this one before it")
    default:
      throw TorchExportError(
        layer: name,
        reason: "its activations are \(layer.activation.rawValue) and \(layer.recurrentActivation.rawValue), there"
          + " tanh and sigmoid alone")
    }
    if layer.layers > 1 { options.append("num_layers=\(layer.layers)") }
    if !layer.hasBias { options.append("bias=False") }
    options.append("batch_first=True")
    if layer.direction == .bidirectional { options.append("bidirectional=True") }
    return "\(type)(\(options.joined(separator: ", ")))"
  }

  /// One bias counts as the first of PyTorch's two.
  private mutating func appendWeights(of layer: RecurrentLayer, to attribute: String) {
    for (name, parameter) in layer.namedParameters.map({ ($0.name, $0.parameter) }) {
      append("\(attribute).\(name)", .parameter(parameter))
      let second = name.replacing("bias_ih", with: "bias_hh")
      if second != name, layer.bias == .single { append("\(attribute).\(second)", .addend(parameter)) }
    }
  }
}

extension RecurrentLayer {
  fileprivate var bias: RecurrentBias {
    let names = namedParameters.map(\.name)
    return !names.contains { $0.hasPrefix("bias_ih") }
      ? .none
      : names.contains { $0.hasPrefix("bias_hh") } ? .double : .single
  }

  fileprivate var hasBias: Bool { bias != .none }
}
