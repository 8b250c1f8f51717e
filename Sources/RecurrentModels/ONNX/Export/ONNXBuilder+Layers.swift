import RecurrentFormats
import RecurrentKernels
import RecurrentLayers

// Layers without a memory. `name` is where a layer is in its model, as its tensors' names begin.

extension ONNXBuilder {
  /// Rows of a table, by tokens.
  package mutating func embedding(_ layer: Embedding, _ tokens: Value, name: String) -> Value {
    let table = constant(layer.weight.value, name: name + ".weight")
    return node("Gather", [table, tokens], name: name)
  }

  package mutating func dense(_ layer: Dense, _ x: Value, name: String) throws -> Value {
    let weight = constant(layer.weight.value.transposed(), name: name + ".weight")
    var y = node("MatMul", [x, weight], name: name)
    if let bias = layer.bias { y = node("Add", [y, constant(bias.value, name: name + ".bias")], name: name) }
    return try activation(layer.activation, y, name: name)
  }

  package mutating func layerNorm(_ layer: LayerNorm, _ x: Value, name: String) -> Value {
    let weight = layer.weight?.value ?? Tensor.ones([layer.size])
    var parameters = [constant(weight, name: name + ".weight")]
    if let bias = layer.bias { parameters.append(constant(bias.value, name: name + ".bias")) }
    return node(
      "LayerNormalization", [x] + parameters, name: name,
      [Self.attribute("axis", -1), Self.attribute("epsilon", layer.epsilon)])
  }

  package mutating func unitNormalization(_ x: Value, name: String) -> Value {
    let length = node("ReduceL2", [x], [Self.attribute("axes", [-1])])
    let positive = node("Max", [length, constant([1e-12], shape: [1], name: name + ".least")])
    return node("Div", [x, positive], name: name)
  }

  /// By what was measured in training, as one product and one sum over the last axis.
  package mutating func batchNorm(_ layer: BatchNorm, _ x: Value, name: String) -> Value {
    let (mean, variance) = (layer.runningMean.value.scalars, layer.runningVariance.value.scalars)
    let weight = layer.weight?.value.scalars ?? [Float](repeating: 1, count: layer.size)
    let bias = layer.bias?.value.scalars ?? [Float](repeating: 0, count: layer.size)
    let scale = zip(weight, variance).map { $0 / ($1 + layer.epsilon).squareRoot() }
    let shift = bias.indices.map { bias[$0] - mean[$0] * scale[$0] }
    let scaled = node("Mul", [x, constant(scale, shape: [layer.size], name: name + ".scale")], name: name)
    return node("Add", [scaled, constant(shift, shape: [layer.size], name: name + ".shift")], name: name)
  }

  package mutating func transpose(_ x: Value, _ order: [Int], name: String? = nil) -> Value {
    node("Transpose", [x], name: name, [Self.attribute("perm", order)])
  }

  package mutating func reshape(_ x: Value, _ shape: [Int], name: String? = nil) -> Value {
    node("Reshape", [x, integers(shape)], name: name)
  }

  /// To sizes that the graph computes, given in parts.
  package mutating func reshape(_ x: Value, to sizes: [Value], name: String? = nil) -> Value {
    node("Reshape", [x, node("Concat", sizes, [Self.attribute("axis", 0)])], name: name)
  }

  /// - Parameter end: the place behind the last.
  package mutating func slice(_ x: Value, axis: Int, from start: Int, to end: Int = .max) -> Value {
    node("Slice", [x, integers([start]), integers([end]), integers([axis])])
  }

  package mutating func squeeze(_ x: Value, axis: Int) -> Value { node("Squeeze", [x, integers([axis])]) }

  /// The first steps of each row from the last of them to the first, [batch, time, ...]; the others stay.
  ///
  /// - Parameter lengths: how many, [batch], 32 bits.
  package mutating func reverse(_ x: Value, first lengths: Value) -> Value {
    let long = node("Cast", [lengths], [Self.attribute("to", Int(ElementType.int64.onnxNumber))])
    return node("ReverseSequence", [x, long], [Self.attribute("batch_axis", 0), Self.attribute("time_axis", 1)])
  }

  /// From the last to the first along an axis.
  package mutating func reverse(_ x: Value, axis: Int) -> Value {
    node("Slice", [x, integers([-1]), integers([Int.min]), integers([axis]), integers([-1])])
  }
}
