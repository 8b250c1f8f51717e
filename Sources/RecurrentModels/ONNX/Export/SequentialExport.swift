import RecurrentFormats
import RecurrentLayers
import RecurrentTraining

/// A ``Sequential`` on its way to ONNX.
struct SequentialExport {
  private let model: Sequential
  let exposesStates: Bool
  var builder = ONNXBuilder(name: "sequential")
  /// Which steps of each row do not count; nil: all do.
  var mask: SequentialMask?
  /// How many of each row count, where some layer asks.
  var lengths: ONNXBuilder.Value?
  /// The axes of the value so far, without the batch.
  private(set) var shape: LayerShape
  private let recurrentLayers: [(specification: RecurrentSpecification, name: String)]
  /// Whether the first axis still has the input's steps.
  private var hasInputSteps = true
  /// Inside a layer that takes each step by itself no steps are hidden.
  var isInStep = false

  init(_ model: Sequential, exposesStates: Bool) throws {
    guard let shape = model.inputShape else {
      throw ONNXExportError(layer: "the model", reason: "its input's shape is not known: give inputShape, or train it")
    }
    (self.model, self.exposesStates, self.shape) = (model, exposesStates, shape)
    recurrentLayers = Self.recurrentLayers(in: zip(model.specifications, model.layers.map(\.name)))
  }

  mutating func graph(names: (input: String, output: String)) throws -> ONNXBuilder {
    if exposesStates, recurrentLayers.isEmpty {
      throw ONNXExportError(layer: "the model", reason: "no layer of it has states to be inputs and outputs")
    }
    var value = builder.input(names.input, model.takesTokens ? .int64 : .float32, dimensions)
    for (specification, layer) in zip(model.specifications, model.layers) {
      value = try append(specification, layer.layer.module, value, name: layer.name)
    }
    builder.output(value, as: names.output, .float32, dimensions)
    return builder
  }

  /// Those that have states, those in residuals too.
  private static func recurrentLayers(
    in layers: some Sequence<(any LayerSpecification, String)>
  ) -> [(specification: RecurrentSpecification, name: String)] {
    layers.flatMap { specification, name in
      switch specification {
      case let own as RecurrentSpecification: return [(own, name)]
      case let residual as ResidualSpecification:
        let inside = zip(residual.layers, residual.layerNames.map { "\(name).\($0)" })
        return recurrentLayers(in: inside)
      default: return []
      }
    }
  }

  /// What stands before the names of a layer's states.
  func prefix(ofStatesIn layer: String) -> String { recurrentLayers.count > 1 ? layer + "." : "" }

  /// What a sequence starts with, by the names of the inputs; zeros are left out.
  var firstStates: [String: ONNXTensor] {
    var states: [String: ONNXTensor] = [:]
    for (specification, name) in recurrentLayers {
      guard let first = specification.firstState else { continue }
      let prefix = prefix(ofStatesIn: name)
      states[prefix + "h0"] = ONNXTensor(floats: first.hidden, shape: [1, 1, first.hidden.count])
      if let cell = first.cell { states[prefix + "c0"] = ONNXTensor(floats: cell, shape: [1, 1, cell.count]) }
    }
    return states
  }

  private var dimensions: [ONNXPort.Dimension] {
    [.symbol("batch")]
      + shape.axes.enumerated().map { axis, size in
        size.map { .size($0) } ?? .symbol(axis == 0 && hasInputSteps ? "time" : "")
      }
  }

  /// A layer, and what is known of what comes out of it.
  private mutating func append(
    _ specification: any LayerSpecification, _ module: any Module, _ x: ONNXBuilder.Value, name: String
  ) throws -> ONNXBuilder.Value {
    let y = try node(specification, module, x, name: name)
    let output = try specification.outline(inputShape: shape).outputShape
    if !specification.keepsSteps(from: shape, to: output) { (mask, hasInputSteps) = (nil, false) }
    shape = output
    return y
  }

  private mutating func node(
    _ specification: any LayerSpecification, _ module: any Module, _ x: ONNXBuilder.Value, name: String
  ) throws -> ONNXBuilder.Value {
    switch (specification, module) {
    case (let specification as EmbeddingSpecification, let layer as Embedding):
      if specification.maskZero, !isInStep { hideSteps() }
      return builder.embedding(layer, x, name: name)
    case (is MaskingSpecification, _): return masked(x)
    case (let specification as RecurrentSpecification, let layer as RecurrentLayer):
      return try recurrent(specification, layer, x, name: name)
    case (let specification as BidirectionalSpecification, let layer as Bidirectional):
      return try bidirectional(specification, layer, x, name: name)
    case (_, let layer as Dense): return try builder.dense(layer, x, name: name)
    case (_, let layer as LayerActivation): return try builder.activation(layer, x, name: name)
    case (_, let layer as ReLU): return builder.reLU(layer, x, name: name)
    case (_, let layer as ELU):
      return builder.node("Elu", [x], name: name, [ONNXBuilder.attribute("alpha", layer.alpha)])
    case (_, let layer as LeakyReLU):
      return builder.node("LeakyRelu", [x], name: name, [ONNXBuilder.attribute("alpha", layer.negativeSlope)])
    case (_, let layer as PReLU):
      return builder.node("PRelu", [x, builder.constant(layer.weight.value, name: name + ".weight")], name: name)
    case (_, let layer as LayerNorm): return builder.layerNorm(layer, x, name: name)
    case (_, let layer as BatchNorm): return builder.batchNorm(layer, x, name: name)
    case (is UnitNormalizationSpecification, _): return builder.unitNormalization(x, name: name)
    case (_, is Dropout), (_, is SpatialDropout1D): return x
    case (_, let layer as Rescaling): return rescaling(layer, x, name: name)
    case (let specification as Conv1DSpecification, let layer as Conv1D):
      return try convolution(specification, layer, x, name: name)
    case (let specification as Pooling1DSpecification, _): return pooling(specification, x, name: name)
    case (let specification as GlobalPooling1DSpecification, _): return globalPooling(specification, x, name: name)
    case (is FlattenSpecification, _): return builder.node("Flatten", [x], name: name)
    case (let specification as RepeatVectorSpecification, _):
      let row = builder.node("Unsqueeze", [x, builder.integers([1])], name: name)
      return builder.node("Tile", [row, builder.integers([1, specification.steps, 1])], name: name)
    case (_, let layer as ZeroPadding1D):
      return builder.node("Pad", [x, builder.integers([0, layer.before, 0, 0, layer.after, 0])], name: name)
    case (_, let layer as Cropping1D): return cropping(layer, x, name: name)
    case (_, let layer as UpSampling1D): return upSampling(layer, x, name: name)
    case (let specification as PermuteSpecification, _):
      return builder.transpose(x, [0] + specification.axes, name: name)
    case (let specification as ReshapeSpecification, _):
      return builder.reshape(x, [0] + specification.targetShape.axes.map { $0 ?? -1 }, name: name)
    case (let specification as TimeDistributedSpecification, let layer as TimeDistributed):
      return try distributed(specification, layer, x, name: name)
    case (let specification as ResidualSpecification, let layer as Residual):
      return try residual(specification, layer, x, name: name)
    default:
      throw ONNXExportError(layer: name, reason: "\(specification.kind) has no counterpart")
    }
  }

  private mutating func rescaling(_ layer: Rescaling, _ x: ONNXBuilder.Value, name: String) -> ONNXBuilder.Value {
    let scale = builder.constant(layer.scale, shape: [layer.scale.count], name: name + ".scale")
    let offset = builder.constant(layer.offset, shape: [layer.offset.count], name: name + ".offset")
    return builder.node("Add", [builder.node("Mul", [x, scale], name: name), offset], name: name)
  }

  /// Layers, and their input added to what comes out.
  private mutating func residual(
    _ specification: ResidualSpecification, _ layer: Residual, _ x: ONNXBuilder.Value, name: String
  ) throws -> ONNXBuilder.Value {
    let (outside, wasTurned) = (shape, mask?.hidesFirst)
    var y = x
    for (specification, layer) in zip(specification.layers, layer.layers) {
      y = try append(specification, layer.layer.module, y, name: "\(name).\(layer.name)")
    }
    guard mask?.hidesFirst == wasTurned else {
      throw ONNXExportError(layer: name, reason: "its layers turn the steps around, of which not all count")
    }
    let (features, added) = (shape.axes.last, x)
    let isNarrower = features != outside.axes.last
    shape = outside
    let kept = isNarrower ? builder.slice(added, axis: -1, from: 0, to: features!!) : added
    return builder.node("Add", [y, kept], name: name)
  }

  /// A layer that takes each step by itself: batch and time as one axis.
  private mutating func distributed(
    _ specification: TimeDistributedSpecification, _ layer: TimeDistributed, _ x: ONNXBuilder.Value, name: String
  ) throws -> ONNXBuilder.Value {
    let outside = (shape, mask, isInStep)
    (shape, mask, isInStep) = (LayerShape(Array(shape.axes.dropFirst())), nil, true)
    let sizes = builder.node("Shape", [x])
    let rows = builder.reshape(x, to: [builder.integers([-1]), builder.slice(sizes, axis: 0, from: 2)], name: name)
    let y = try node(specification.layer, layer.layer.module, rows, name: name)
    (shape, mask, isInStep) = outside
    let ofStep = builder.slice(builder.node("Shape", [y]), axis: 0, from: 1)
    return builder.reshape(y, to: [builder.slice(sizes, axis: 0, from: 0, to: 2), ofStep], name: name)
  }
}
