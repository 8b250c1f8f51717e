import RecurrentLayers
import RecurrentTraining

extension SequentialModule {
  mutating func convolution(_ specification: Conv1DSpecification, _ layer: Conv1D, name: String) {
    let (size, stride, dilation) = (specification.kernelSize, specification.strides, specification.dilationRate)
    var options = ["\(layer.inputSize)", "\(layer.outputSize)", "\(size)"]
    if stride > 1 { options.append("stride=\(stride)") }
    if dilation > 1 { options.append("dilation=\(dilation)") }
    if layer.groups > 1 { options.append("groups=\(layer.groups)") }
    if layer.bias == nil { options.append("bias=False") }
    let part = torch.declare(
      name, "nn.Conv1d(\(options.joined(separator: ", ")))",
      ["weight": layer.weight, "bias": layer.bias])
    set("x.transpose(1, 2)")
    switch specification.padding {
    case .valid: break
    case .same:
      torch.use(.windows)
      set("padded(x, \((size - 1) * dilation + 1), \(stride))")
    case .causal: set("F.pad(x, (\((size - 1) * dilation), 0))")
    }
    set(torch.activation(layer.activation, "\(part)(x).transpose(1, 2)"))
  }

  /// Steps that are not there count for nothing.
  mutating func pooling(_ specification: Pooling1DSpecification) {
    let (size, stride) = (specification.poolSize, specification.strides)
    let isPadded = specification.padding == .same
    if isPadded { torch.use(.windows) }
    set("x.transpose(1, 2)")
    switch specification.pooling {
    case .max:
      let x = isPadded ? "padded(x, \(size), \(stride), -torch.inf)" : "x"
      set("F.max_pool1d(\(x), \(size), \(stride)).transpose(1, 2)")
    case .average where isPadded:
      torch.line("there = padded(torch.ones_like(x), \(size), \(stride))")
      set("F.avg_pool1d(padded(x, \(size), \(stride)), \(size), \(stride)) / F.avg_pool1d(there, \(size), \(stride))")
      set("x.transpose(1, 2)")
    case .average: set("F.avg_pool1d(x, \(size), \(stride)).transpose(1, 2)")
    }
  }

  mutating func globalPooling(_ specification: GlobalPooling1DSpecification) {
    guard mask != nil else { return set(specification.pooling == .max ? "x.amax(1)" : "x.mean(1)") }
    putHiddenLast()
    set(torch.pooled("x", specification.pooling, lengths: "lengths"))
  }
}
