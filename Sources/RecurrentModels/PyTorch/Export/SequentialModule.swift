import RecurrentFormats
import RecurrentLayers
import RecurrentTraining

/// A ``Sequential`` on its way to PyTorch. Its value is `x` in every line, and `lengths` says which steps count.
struct SequentialModule {
  private let model: Sequential
  var torch = TorchModule()
  /// The axes of the value so far, without the batch.
  private var shape: LayerShape
  /// Which steps of each row do not count; nil: all do.
  var mask: SequentialMask?
  private var depth = 0

  init(_ model: Sequential, inputShape: LayerShape) { (self.model, shape) = (model, inputShape) }

  mutating func module() throws -> TorchModule {
    torch.arguments = ["x"]
    for (specification, layer) in zip(model.specifications, model.layers) {
      try append(specification, layer.layer.module, name: layer.name)
      let output = try specification.outline(inputShape: shape).outputShape
      if !specification.keepsSteps(from: shape, to: output) { mask = nil }
      shape = output
    }
    return torch
  }

  private mutating func append(_ specification: any LayerSpecification, _ module: any Module, name: String) throws {
    switch (specification, module) {
    case (let specification as EmbeddingSpecification, let layer as Embedding):
      if specification.maskZero, depth == 0 { hideSteps() }
      set(torch.embedding(layer, "x", name: name))
    case (is MaskingSpecification, _):
      hideSteps()
      torch.use(.counted)
      set("torch.where(counted(x, lengths), x, 0.0)")
    case (let specification as RecurrentSpecification, let layer as RecurrentLayer):
      try recurrent(specification, layer, name: name)
    case (let specification as BidirectionalSpecification, let layer as Bidirectional):
      try bidirectional(specification, layer, name: name)
    case (_, let layer as Dense): set(torch.dense(layer, "x", name: name))
    case (_, let layer as LayerActivation): set(torch.activation(layer, "x"))
    case (_, let layer as ReLU): set(torch.reLU(layer, "x"))
    case (_, let layer as ELU): set("F.elu(x, \(layer.alpha))")
    case (_, let layer as LeakyReLU): set("F.leaky_relu(x, \(layer.negativeSlope))")
    case (_, let layer as PReLU):
      let slope = torch.declare("\(name).weight", layer.weight)
      set("x.clamp(min=0) + \(slope) * x.clamp(max=0)")
    case (_, let layer as LayerNorm): set(torch.layerNorm(layer, "x", name: name))
    case (_, let layer as BatchNorm): set(torch.batchNorm(layer, "x", name: name))
    case (is UnitNormalizationSpecification, _): set("F.normalize(x, dim=-1)")
    case (_, is Dropout), (_, is SpatialDropout1D): break
    case (_, let layer as Rescaling):
      let scale = torch.declare("\(name).scale", fixed: Tensor(layer.scale))
      let offset = torch.declare("\(name).offset", fixed: Tensor(layer.offset))
      set("x * \(scale) + \(offset)")
    case (let specification as Conv1DSpecification, let layer as Conv1D):
      convolution(specification, layer, name: name)
    case (let specification as Pooling1DSpecification, _): pooling(specification)
    case (let specification as GlobalPooling1DSpecification, _): globalPooling(specification)
    case (is FlattenSpecification, _): set("x.flatten(1)")
    case (let specification as RepeatVectorSpecification, _):
      set("x.unsqueeze(1).expand(-1, \(specification.steps), -1)")
    case (_, let layer as ZeroPadding1D): set("F.pad(x, (0, 0, \(layer.before), \(layer.after)))")
    case (_, let layer as Cropping1D): set("x[:, \(layer.before):x.shape[1] - \(layer.after)]")
    case (_, let layer as UpSampling1D): set("x.repeat_interleave(\(layer.size), 1)")
    case (let specification as PermuteSpecification, _):
      set("x.permute(\(([0] + specification.axes).map(String.init).joined(separator: ", ")))")
    case (let specification as ReshapeSpecification, _):
      let sizes = specification.targetShape.axes.map { String($0 ?? -1) }
      set("x.reshape(\((["x.shape[0]"] + sizes).joined(separator: ", ")))")
    case (let specification as TimeDistributedSpecification, let layer as TimeDistributed):
      try distributed(specification, layer, name: name)
    case (let specification as ResidualSpecification, let layer as Residual):
      try residual(specification, layer, name: name)
    default:
      throw TorchExportError(layer: name, reason: "\(specification.kind) has no counterpart")
    }
  }

  /// Layers, and their input added to what comes out.
  private mutating func residual(_ specification: ResidualSpecification, _ layer: Residual, name: String) throws {
    let (wasTurned, added) = (mask?.hidesFirst, name.replacing(".", with: "_"))
    torch.line("\(added) = x")
    for (specification, layer) in zip(specification.layers, layer.layers) {
      try append(specification, layer.layer.module, name: "\(name).\(layer.name)")
    }
    guard mask?.hidesFirst == wasTurned else {
      throw TorchExportError(layer: name, reason: "its layers turn the steps around, of which not all count")
    }
    set("x + \(added)[..., :x.shape[-1]]")
  }

  /// x = ...
  mutating func set(_ value: String) { torch.line("x = \(value)") }

  private mutating func hideSteps() {
    torch.arguments = ["x", "lengths"]
    mask = SequentialMask()
  }

  /// A layer that takes each step by itself: batch and time as one axis.
  private mutating func distributed(
    _ specification: TimeDistributedSpecification, _ layer: TimeDistributed, name: String
  ) throws {
    let (outside, sizes) = (mask, depth == 0 ? "sizes" : "sizes_\(depth)")
    torch.line("\(sizes) = x.shape[:2]")
    set("x.flatten(0, 1)")
    (mask, depth) = (nil, depth + 1)
    try append(specification.layer, layer.layer.module, name: name)
    (mask, depth) = (outside, depth - 1)
    set("x.unflatten(0, \(sizes))")
  }
}
