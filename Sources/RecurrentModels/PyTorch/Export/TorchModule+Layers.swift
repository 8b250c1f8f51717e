import RecurrentKernels
import RecurrentLayers

// Layers without a memory: each declares itself under its name, and gives the expression of what comes out.

extension TorchModule {
  package mutating func embedding(_ layer: Embedding, _ x: String, name: String) -> String {
    let table = layer.weight.value
    return declare(name, "nn.Embedding(\(table.shape[0]), \(table.shape[1]))", ["weight": layer.weight]) + "(\(x))"
  }

  package mutating func dense(_ layer: Dense, _ x: String, name: String) -> String {
    let weight = layer.weight.value
    let bias = layer.bias == nil ? ", bias=False" : ""
    let linear = declare(
      name, "nn.Linear(\(weight.shape[1]), \(weight.shape[0])\(bias))", ["weight": layer.weight, "bias": layer.bias])
    return activation(layer.activation, "\(linear)(\(x))")
  }

  package func activation(_ activation: LayerActivation, _ x: String) -> String {
    switch activation {
    case .elementwise(let function): elementwise(function, x)
    case .function(let function): self.function(function, x)
    case .softmax: "\(x).softmax(-1)"
    }
  }

  private func elementwise(_ function: Activation, _ x: String) -> String {
    switch function {
    case .linear: x
    case .tanh: "torch.tanh(\(x))"
    case .sigmoid: "torch.sigmoid(\(x))"
    case .relu: "F.relu(\(x))"
    case .hardSigmoid: "F.hardsigmoid(\(x))"
    case .steepHardSigmoid: "(0.2 * \(x) + 0.5).clamp(0, 1)"
    case .elu: "F.elu(\(x))"
    case .selu: "F.selu(\(x))"
    case .softplus: "F.softplus(\(x))"
    case .softsign: "F.softsign(\(x))"
    case .leakyReLU: "F.leaky_relu(\(x), 0.2)"
    }
  }

  private func function(_ function: LayerFunction, _ x: String) -> String {
    switch function {
    case .gelu: "F.gelu(\(x))"
    case .approximateGELU: "F.gelu(\(x), approximate=\"tanh\")"
    case .silu: "F.silu(\(x))"
    case .hardSiLU: "F.hardswish(\(x))"
    case .mish: "F.mish(\(x))"
    case .relu6: "F.relu6(\(x))"
    case .exponential: "torch.exp(\(x))"
    }
  }

  func reLU(_ layer: ReLU, _ x: String) -> String {
    let (threshold, slope) = (layer.threshold, layer.negativeSlope)
    let below = slope == 0 ? "0.0" : "\(slope) * (\(x) - \(threshold))"
    let bent = "torch.where(\(x) < \(threshold), \(below), \(x))"
    return layer.maximum.map { "\(bent).clamp(max=\($0))" } ?? bent
  }

  mutating func layerNorm(_ layer: LayerNorm, _ x: String, name: String) -> String {
    let isAffine = layer.weight != nil || layer.bias != nil
    let options = !isAffine ? ", elementwise_affine=False" : layer.bias == nil ? ", bias=False" : ""
    let norm = declare(
      name, "nn.LayerNorm(\(layer.size), eps=\(layer.epsilon)\(options))",
      ["weight": layer.weight, "bias": layer.bias])
    // There a bias has a weight beside it.
    if isAffine, layer.weight == nil {
      append(norm.dropFirst("self.".count) + ".weight", .fixed(Tensor.ones([layer.size])))
    }
    return "\(norm)(\(x))"
  }

  /// PyTorch has the features in the second axis.
  mutating func batchNorm(_ layer: BatchNorm, _ x: String, name: String) -> String {
    let isAffine = layer.weight != nil || layer.bias != nil
    let norm = declare(
      name, "nn.BatchNorm1d(\(layer.size), eps=\(layer.epsilon)\(isAffine ? "" : ", affine=False"))",
      [
        "weight": layer.weight, "bias": layer.bias, "running_mean": layer.runningMean,
        "running_var": layer.runningVariance,
      ]
    )
    let attribute = String(norm.dropFirst("self.".count))
    // There it has both or neither.
    if isAffine, layer.weight == nil { append(attribute + ".weight", .fixed(Tensor.ones([layer.size]))) }
    if isAffine, layer.bias == nil { append(attribute + ".bias", .fixed(Tensor.zeros([layer.size]))) }
    append(attribute + ".num_batches_tracked", .count)
    return "\(norm)(\(x).flatten(0, -2)).reshape(\(x).shape)"
  }
}
