import RecurrentLayers
import RecurrentTraining

extension SequentialExport {
  mutating func recurrent(
    _ specification: RecurrentSpecification, _ layer: RecurrentLayer, _ x: ONNXBuilder.Value, name: String
  ) throws -> ONNXBuilder.Value {
    guard !exposesStates || !specification.goBackwards && !isInStep else {
      throw ONNXExportError(layer: name, reason: "a state is nothing to carry on for a layer that begins at the end")
    }
    let sequence =
      exposesStates
      ? try builder.streamed(
        layer, x, lengths: counted, prefix: prefix(ofStatesIn: name), name: name)
      : try builder.recurrent(
        layer, hiddenLast(x), lengths: counted, hidden: specification.firstState.map { ofEachRow($0.hidden, x, name) },
        cell: specification.firstState?.cell.map { ofEachRow($0, x, name) }, name: name)
    guard specification.returnSequences else { return sequence.last }
    var output = hiddenAsBefore(sequence.output)
    if specification.goBackwards {
      output = builder.reverse(output, axis: 1)
      mask?.hidesFirst.toggle()
    }
    // Where hidden steps come first, no output is before them that could be repeated.
    guard !specification.zeroOutputForMask, let counted, mask?.hidesFirst == false else { return output }
    return ONNXStepCounts(&builder, output, counted).followed(output, by: sequence.last, &builder)
  }

  /// [1, batch, units].
  private mutating func ofEachRow(
    _ numbers: [Float], _ x: ONNXBuilder.Value, _ name: String
  ) -> ONNXBuilder.Value {
    let batch = builder.slice(builder.node("Shape", [x]), axis: 0, from: 0, to: 1)
    let one = builder.integers([1])
    let shape = builder.node("Concat", [one, batch, one], [ONNXBuilder.attribute("axis", 0)])
    return builder.node(
      "Expand", [builder.constant(numbers, shape: [1, 1, numbers.count], name: name + ".first"), shape])
  }

  mutating func bidirectional(
    _ specification: BidirectionalSpecification, _ layer: Bidirectional, _ x: ONNXBuilder.Value, name: String
  ) throws -> ONNXBuilder.Value {
    guard !exposesStates else {
      throw ONNXExportError(layer: name, reason: "a state is nothing to carry on for a layer that begins at the end")
    }
    let rows = hiddenLast(x)
    let sequences = try layer.layers.enumerated().map { index, part in
      try builder.recurrent(
        part, rows, lengths: counted, name: layer.layers.count == 1 ? name : "\(name).\(index)")
    }
    let values = sequences.map { specification.layer.returnSequences ? $0.output : $0.last }
    let merged = merge(values, specification, size: layer.layers[0].hiddenSize, name: name)
    return specification.layer.returnSequences ? hiddenAsBefore(merged) : merged
  }

  /// - Parameter values: both directions side by side, or each by itself.
  private mutating func merge(
    _ values: [ONNXBuilder.Value], _ specification: BidirectionalSpecification, size: Int, name: String
  ) -> ONNXBuilder.Value {
    let halves =
      values.count == 2
      ? values
      : builder.node(
        "Split", [values[0], builder.integers([size, size])], outputs: 2, [ONNXBuilder.attribute("axis", -1)])
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
}
