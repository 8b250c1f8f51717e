import RecurrentLayers
import RecurrentTraining

extension SequentialExport {
  mutating func convolution(
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

  /// Steps that are not there count for nothing.
  mutating func pooling(
    _ specification: Pooling1DSpecification, _ x: ONNXBuilder.Value, name: String
  ) -> ONNXBuilder.Value {
    let channelsFirst = builder.transpose(x, [0, 2, 1], name: name)
    let y = builder.node(
      specification.pooling == .max ? "MaxPool" : "AveragePool", [channelsFirst], name: name,
      [
        ONNXBuilder.attribute("kernel_shape", [specification.poolSize]),
        ONNXBuilder.attribute("strides", [specification.strides]),
        ONNXBuilder.attribute("auto_pad", specification.padding == .same ? "SAME_UPPER" : "VALID"),
      ])
    return builder.transpose(y, [0, 2, 1], name: name)
  }

  mutating func cropping(_ layer: Cropping1D, _ x: ONNXBuilder.Value, name: String) -> ONNXBuilder.Value {
    let end = layer.after == 0 ? .max : -layer.after
    return builder.node("Slice", [x] + [layer.before, end, 1].map { builder.integers([$0]) }, name: name)
  }

  mutating func upSampling(_ layer: UpSampling1D, _ x: ONNXBuilder.Value, name: String) -> ONNXBuilder.Value {
    let steps = builder.node("Unsqueeze", [x, builder.integers([2])], name: name)
    let repeated = builder.node("Tile", [steps, builder.integers([1, 1, layer.size, 1])], name: name)
    return builder.reshape(repeated, [0, -1, shape.axes[1] ?? 1], name: name)
  }
}
