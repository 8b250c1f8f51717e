import RecurrentFormats

/// Layers of PyTorch that tensors belong to, by their names and shapes: `lstm.weight_hh_l0` [4H, H] is an LSTM's.
enum TensorLayers {
  static func found(in section: TensorSection) -> [FileSummary.Layer] {
    var order: [String] = []
    var layers: [String: [String: [Int]]] = [:]
    for tensor in section.tensors {
      let dot = tensor.name.lastIndex(of: ".")
      let layer = dot.map { String(tensor.name[..<$0]) } ?? ""
      if layers[layer] == nil { order.append(layer) }
      layers[layer, default: [:]][dot.map { String(tensor.name[tensor.name.index(after: $0)...]) } ?? tensor.name] =
        tensor.shape
    }
    return order.compactMap { name in
      guard let (kind, shape) = kind(of: layers[name]!) else { return nil }
      return FileSummary.Layer(name: name.isEmpty ? "(the whole)" : name, kind: kind, outputShape: shape)
    }
  }

  /// - Parameter shapes: of a layer's tensors, by their names in it.
  private static func kind(of shapes: [String: [Int]]) -> (kind: String, outputShape: String)? {
    if let recurrent = recurrent(shapes) { return recurrent }
    guard let weight = shapes["weight"] else { return nil }
    switch weight.count {
    case 1 where shapes["running_mean"] != nil: return ("BatchNorm", "(..., \(weight[0]))")
    case 1 where shapes["bias"] == nil: return ("PReLU or RMSNorm", "")
    case 1: return ("LayerNorm", "(..., \(weight[0]))")
    case 2 where shapes["bias"] == nil: return ("Embedding, or Linear without bias", "(..., \(weight[1]))")
    case 2: return ("Linear", "(..., \(weight[0]))")
    case 3: return ("Conv1d", "(None, \(weight[0]), None)")
    case 4: return ("Conv2d, which is not here", "(None, \(weight[0]), None, None)")
    default: return nil
    }
  }

  private static func recurrent(_ shapes: [String: [Int]]) -> (kind: String, outputShape: String)? {
    if shapes.keys.contains(where: { $0.hasPrefix("weight_hr_l") }) {
      return ("LSTM with proj_size, which is not here", "")
    }
    let isCell = shapes["weight_hh"] != nil
    guard let weight = shapes["weight_hh_l0"] ?? shapes["weight_hh"], weight.count == 2, weight[1] > 0,
      let type = [1: "RNN", 3: "GRU", 4: "LSTM"][weight[0] / weight[1]], weight[0] % weight[1] == 0
    else { return nil }
    let count = shapes.keys.count { $0.hasPrefix("weight_hh_l") && !$0.hasSuffix("_reverse") }
    let isBidirectional = shapes["weight_hh_l0_reverse"] != nil
    var kind = isCell ? type + "Cell" : type
    if count > 1 { kind += ", \(count) layers" }
    if isBidirectional { kind += ", bidirectional" }
    let size = weight[1] * (isBidirectional ? 2 : 1)
    return (kind, isCell ? "(None, \(size))" : "(None, None, \(size))")
  }
}
