import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// The layers that the names and shapes of a flat state dictionary tell, in the order of the file.
struct TorchChain {
  struct Layer {
    let inputSize: Int
    let outputSize: Int
    /// One for each level of a stack.
    let specifications: [any LayerSpecification]
    /// Each specification's, under the names that a layer of one level has.
    let tensors: [[StoredTensor]]
  }

  let layers: [Layer]

  /// - Throws: ``ForeignModelError`` where a layer is not told by its names, or does not take what comes before it.
  init(_ tensors: [StoredTensor], path: String) throws(ForeignModelError) {
    var names: [String] = []
    var byLayer: [String: [StoredTensor]] = [:]
    for tensor in tensors {
      let dot = tensor.name.lastIndex(of: ".") ?? tensor.name.startIndex
      let layer = String(tensor.name[..<dot])
      if byLayer[layer] == nil { names.append(layer) }
      let own = tensor.name[dot...].drop { $0 == "." }
      byLayer[layer, default: []].append(tensor.named(String(own)))
    }
    // A layer's tensors have its name before theirs.
    guard names.contains(where: { !$0.isEmpty }) else {
      throw ForeignModelError(
        path: path,
        problem: .malformed(
          "neither RTNeural's \"layers\", nor NAM's \"architecture\", nor PyTorch's names such as \"lstm.weight_ih_l0\""
        ))
    }
    var layers: [Layer] = []
    for name in names {
      let layer = try Self.layer(name, byLayer[name] ?? [], path: path)
      if let before = layers.last, before.outputSize != layer.inputSize {
        throw ForeignModelError(
          path: path,
          problem: .unsupported(
            layer: name.quoted,
            reason: "it takes \(layer.inputSize) features, and \(before.outputSize) come: not a chain in this order"))
      }
      layers.append(layer)
    }
    self.layers = layers
  }

  private static func layer(
    _ name: String, _ tensors: [StoredTensor], path: String
  ) throws(ForeignModelError) -> Layer {
    func shape(_ tensor: String) -> [Int]? { tensors.first { $0.name == tensor }?.shape }
    func unsupported(_ reason: String) -> ForeignModelError {
      ForeignModelError(path: path, problem: .unsupported(layer: name.quoted, reason: reason))
    }
    if let weight = shape("weight"), weight.count == 2 {
      return Layer(
        inputSize: weight[1], outputSize: weight[0],
        specifications: [.dense(weight[0], useBias: shape("bias") != nil)], tensors: [tensors])
    }
    guard let first = shape("weight_ih_l0"), let recurrent = shape("weight_hh_l0"), first.count == 2,
      recurrent.count == 2, recurrent[1] > 0, !tensors.contains(where: { $0.name.hasSuffix("_reverse") })
    else { throw unsupported("neither a dense nor a recurrent layer of one direction") }
    let (hidden, gates) = (recurrent[1], first[0] / recurrent[1])
    let useBias = shape("bias_ih_l0") != nil
    let specification: RecurrentSpecification
    switch gates {
    case 4: specification = .lstm(hidden, useBias: useBias, returnSequences: true)
    case 3: specification = .gru(hidden, useBias: useBias, returnSequences: true)
    case 1: specification = .simpleRNN(hidden, useBias: useBias, returnSequences: true)
    default: throw unsupported("\(first[0]) rows for \(hidden) units are no gates of a cell that is here")
    }
    var levels: [[StoredTensor]] = []
    while case let own = tensors.filter({ $0.name.hasSuffix("_l\(levels.count)") }), !own.isEmpty {
      levels.append(own.map { $0.named($0.name.dropLast(String(levels.count).count) + "0") })
    }
    return Layer(
      inputSize: first[1], outputSize: hidden, specifications: levels.map { _ in specification }, tensors: levels)
  }
}
