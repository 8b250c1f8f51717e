import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

extension Sequential {
  /// Writes the model as an ONNX file of operators of version 17, in the place of one that was there.
  ///
  /// Its input is `input`, [batch, ...] as ``inputShape`` says, or `input_ids` where it takes tokens, of 64 bits; its output
  /// `output`. Axes of any size are called `batch` and `time`. Where an embedding or a masking layer hides steps,
  /// `lengths` [batch], of 32 bits, says how many of each row count; hidden steps are those behind them.
  ///
  /// - Throws: ``ONNXExportError`` where a layer has no counterpart, or the shape of the input is not known; ``FileError``.
  public func exportONNX(to path: String) throws {
    var export = try SequentialExport(self)
    try FileBytes.replace(path, with: try export.bytes())
  }
}

/// A ``Sequential`` on its way to ONNX.
struct SequentialExport {
  private let model: Sequential
  private let inputShape: LayerShape
  private var builder: ONNXBuilder
  /// How many steps of each row count, where some are hidden.
  private var lengths: ONNXBuilder.Value?
  /// The axes of the value so far, with the batch; nil: of any size.
  private var axes: [Int?]

  init(_ model: Sequential) throws {
    guard let shape = model.inputShape else {
      throw ONNXExportError(layer: "the model", reason: "its input's shape is not known: give inputShape, or train it")
    }
    self.model = model
    inputShape = shape
    axes = [nil] + shape.axes
    builder = ONNXBuilder(name: "sequential")
  }

  mutating func bytes() throws -> [UInt8] {
    let takesTokens = model.specifications[0].tokenCount != nil
    let dimensions = Self.dimensions(axes)
    var value = builder.input(takesTokens ? "input_ids" : "input", takesTokens ? .int64 : .float32, dimensions)
    for (specification, layer) in zip(model.specifications, model.layers) {
      value = try append(specification, layer.layer.module, value, name: layer.name)
    }
    builder.output(value, as: "output", .float32, Self.dimensions(axes))
    return builder.bytes
  }

  private static func dimensions(_ axes: [Int?]) -> [ONNXPort.Dimension] {
    axes.enumerated().map { axis, size in
      size.map { .size($0) } ?? .symbol(axis == 0 ? "batch" : axis == 1 ? "time" : "")
    }
  }

  private mutating func append(
    _ specification: any LayerSpecification, _ module: any Module, _ x: ONNXBuilder.Value, name: String
  ) throws -> ONNXBuilder.Value {
    let shape = LayerShape(Array(axes.dropFirst()))
    defer {
      if let outline = try? specification.outline(inputShape: shape) { axes = [nil] + outline.outputShape.axes }
    }
    switch (specification, module) {
    case (let specification as EmbeddingSpecification, let layer as Embedding):
      if specification.maskZero { requireLengths() }
      return builder.embedding(layer, x, name: name)
    case (_ as MaskingSpecification, _):
      requireLengths()
      return x
    case (let specification as RecurrentSpecification, let layer as RecurrentLayer):
      return try recurrent(specification, layer, x, name: name)
    case (let specification as BidirectionalSpecification, let layer as Bidirectional):
      return try bidirectional(specification, layer, x, name: name)
    case (_, let layer as Dense): return try builder.dense(layer, x, name: name)
    case (_, let layer as LayerActivation): return try builder.activation(layer, x, name: name)
    case (_, let layer as LayerNorm): return builder.layerNorm(layer, x, name: name)
    case (_, let layer as BatchNorm): return builder.batchNorm(layer, x, name: name)
    case (_, is Dropout), (_, is SpatialDropout1D): return x
    case (let specification as Conv1DSpecification, let layer as Conv1D):
      return try convolution(specification, layer, x, name: name)
    case (let specification as GlobalPooling1DSpecification, _):
      return try globalPooling(specification, x, name: name)
    case (is FlattenSpecification, _): return builder.node("Flatten", [x], name: name)
    case (let specification as RepeatVectorSpecification, _):
      let row = builder.node("Unsqueeze", [x, builder.integers([1])], name: name)
      return builder.node("Tile", [row, builder.integers([1, specification.steps, 1])], name: name)
    case (let specification as PermuteSpecification, _):
      return builder.transpose(x, [0] + specification.axes, name: name)
    case (let specification as ReshapeSpecification, _):
      return builder.reshape(x, [0] + specification.targetShape.axes.map { $0 ?? -1 }, name: name)
    case (let specification as TimeDistributedSpecification, let layer as TimeDistributed):
      return try distributed(specification, layer, x, name: name)
    default:
      throw ONNXExportError(layer: name, reason: "\(specification.kind) has no counterpart")
    }
  }

  private mutating func requireLengths() {
    if lengths == nil { lengths = builder.input("lengths", .int32, [.symbol("batch")]) }
  }

  private mutating func recurrent(
    _ specification: RecurrentSpecification, _ layer: RecurrentLayer, _ x: ONNXBuilder.Value, name: String
  ) throws -> ONNXBuilder.Value {
    guard lengths == nil || specification.zeroOutputForMask || !specification.returnSequences else {
      throw ONNXExportError(layer: name, reason: "outputs repeated at hidden steps are nothing that its nodes have")
    }
    guard lengths == nil || !specification.goBackwards || !specification.returnSequences else {
      throw ONNXExportError(layer: name, reason: "hidden steps of a layer that goes backwards would come first")
    }
    let sequence = try builder.recurrent(layer, x, lengths: lengths, name: name)
    guard specification.returnSequences else { return sequence.last }
    return specification.goBackwards ? builder.reverse(sequence.output, axis: 1) : sequence.output
  }

  private mutating func bidirectional(
    _ specification: BidirectionalSpecification, _ layer: Bidirectional, _ x: ONNXBuilder.Value, name: String
  ) throws -> ONNXBuilder.Value {
    let sequences = try layer.layers.enumerated().map { index, part in
      try builder.recurrent(part, x, lengths: lengths, name: layer.layers.count == 1 ? name : "\(name).\(index)")
    }
    let values = sequences.map { specification.layer.returnSequences ? $0.output : $0.last }
    let halves = values.count == 2 ? values : halves(of: values[0], size: layer.layers[0].hiddenSize)
    switch specification.mergeMode {
    case .concatenate where values.count == 1: return values[0]
    case .concatenate: return builder.node("Concat", halves, name: name, [ONNXBuilder.attribute("axis", -1)])
    case .sum: return builder.node("Add", halves, name: name)
    case .multiply: return builder.node("Mul", halves, name: name)
    case .average:
      let sum = builder.node("Add", halves, name: name)
      return builder.node("Mul", [sum, builder.scalar(0.5)], name: name)
    }
  }

  /// The two directions, which lie side by side.
  private mutating func halves(of x: ONNXBuilder.Value, size: Int) -> [ONNXBuilder.Value] {
    builder.node("Split", [x, builder.integers([size, size])], outputs: 2, [ONNXBuilder.attribute("axis", -1)])
  }

  private mutating func convolution(
    _ specification: Conv1DSpecification, _ layer: Conv1D, _ x: ONNXBuilder.Value, name: String
  ) throws -> ONNXBuilder.Value {
    var attributes = [
      ONNXBuilder.attribute("strides", [specification.strides]),
      ONNXBuilder.attribute("dilations", [specification.dilationRate]),
      ONNXBuilder.attribute("group", layer.groups), ONNXBuilder.attribute("kernel_shape", [specification.kernelSize]),
    ]
    switch specification.padding {
    case .valid: break
    case .same: attributes.append(ONNXBuilder.attribute("auto_pad", "SAME_UPPER"))
    case .causal:
      attributes.append(
        ONNXBuilder.attribute("pads", [(specification.kernelSize - 1) * specification.dilationRate, 0]))
    }
    let weight = builder.constant(layer.weight.value, name: name + ".weight")
    let bias = layer.bias.map { builder.constant($0.value, name: name + ".bias") }
    let channelsFirst = builder.transpose(x, [0, 2, 1], name: name)
    let y = builder.node("Conv", [channelsFirst, weight, bias], name: name, attributes)
    return try builder.activation(layer.activation, builder.transpose(y, [0, 2, 1], name: name), name: name)
  }

  private mutating func globalPooling(
    _ specification: GlobalPooling1DSpecification, _ x: ONNXBuilder.Value, name: String
  ) throws -> ONNXBuilder.Value {
    guard lengths == nil else {
      throw ONNXExportError(layer: name, reason: "pooling that leaves out hidden steps has no counterpart")
    }
    return builder.node(
      specification.pooling == .max ? "ReduceMax" : "ReduceMean", [x], name: name,
      [ONNXBuilder.attribute("axes", [1]), ONNXBuilder.attribute("keepdims", 0)])
  }

  /// A layer that takes each step by itself is the layer, where its operators leave further axes alone.
  private mutating func distributed(
    _ specification: TimeDistributedSpecification, _ layer: TimeDistributed, _ x: ONNXBuilder.Value, name: String
  ) throws -> ONNXBuilder.Value {
    switch layer.layer.module {
    case let dense as Dense: return try builder.dense(dense, x, name: name)
    case let activation as LayerActivation: return try builder.activation(activation, x, name: name)
    case let norm as LayerNorm: return builder.layerNorm(norm, x, name: name)
    case is Dropout: return x
    default:
      throw ONNXExportError(layer: name, reason: "TimeDistributed \(specification.layer.kind) has no counterpart")
    }
  }
}
