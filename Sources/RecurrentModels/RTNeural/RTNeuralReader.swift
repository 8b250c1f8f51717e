import RecurrentFormats
import RecurrentFoundation
import RecurrentKernels
import RecurrentLayers
import RecurrentTraining

/// RTNeural's JSON in Keras's form: layers in order, each with the shape of its output and weights laid out as Keras's.
///
///     { "in_shape" : [null, null, 1],
///       "layers" : [{ "type" : "lstm", "activation" : "tanh", "shape" : [null, null, 8], "weights" : [...] }] }
struct RTNeuralReader {
  let path: String

  func failure(_ reason: String) -> ForeignModelError {
    ForeignModelError(path: path, problem: .malformed(reason))
  }

  private func unsupported(_ layer: String, _ reason: String) -> ForeignModelError {
    ForeignModelError(path: path, problem: .unsupported(layer: layer, reason: reason))
  }

  /// A layer of the file: what it is here, and its weights.
  struct Layer {
    let name: String
    /// The features of a step.
    let outputSize: Int
    let specifications: [any LayerSpecification]
    let weights: [StoredTensor]
  }

  /// The features of a step that goes in.
  func inputSize(_ value: JSONValue) throws(ForeignModelError) -> Int {
    guard let size = value["in_shape"]?.elements?.last?.count, size > 0 else {
      throw failure("in_shape is missing: add it, [null, null, features of a step]")
    }
    guard size <= 1 << 16 else { throw failure("in_shape: \(size) features of a step, more than 65536") }
    return size
  }

  func layers(_ value: JSONValue) throws -> [Layer] {
    guard let values = value["layers"]?.elements, !values.isEmpty else { throw failure("layers is missing") }
    return try values.enumerated().map { index, value in
      guard let type = value["type"]?.string, let size = value["shape"]?.elements?.last?.count else {
        throw failure("layer \(index) has no type or shape")
      }
      let name = "layer \(index) (\(type))"
      let weights = try arrays(value["weights"] ?? .array([]), name: name)
      return Layer(
        name: name, outputSize: size, specifications: try specifications(type, value, size, weights, name: name),
        weights: weights)
    }
  }

  private func arrays(_ value: JSONValue, name: String) throws(ForeignModelError) -> [StoredTensor] {
    var arrays: [StoredTensor] = []
    for (index, weight) in (value.elements ?? []).enumerated() {
      guard let (shape, floats) = JSONTensors.numbers(weight) else {
        throw failure("\(name): weight \(index) is no array of numbers of one shape")
      }
      arrays.append(StoredTensor(name: "weights.\(index)", shape: shape, floats: floats))
    }
    return arrays
  }

  private func specifications(
    _ type: String, _ value: JSONValue, _ size: Int, _ weights: [StoredTensor], name: String
  ) throws(ForeignModelError) -> [any LayerSpecification] {
    let activation = value["activation"]?.string ?? ""
    switch type {
    case "dense", "time-distributed-dense":
      return [.dense(size, activation: try function(activation, name: name), useBias: weights.count > 1)]
    case "lstm", "gru":
      // The activation that stands here is the cell's own.
      guard ["", "tanh"].contains(activation) else {
        throw unsupported(name, "activation \(activation.quoted) in a cell")
      }
      guard weights.count == 3 else { throw unsupported(name, "\(weights.count) weights: expected 3") }
      return [
        type == "lstm"
          ? .lstm(size, returnSequences: true)
          : .gru(size, returnSequences: true, resetAfter: weights[2].shape.count == 2)
      ]
    case "conv1d":
      return [try convolution(value, size, weights, activation: function(activation, name: name), name: name)]
    case "activation": return [.activation(try function(activation, name: name))]
    default:
      throw unsupported(
        name, "a layer that is not here: there are dense, time-distributed-dense, lstm, gru, conv1d, activation")
    }
  }

  private func function(_ name: String, name layer: String) throws(ForeignModelError) -> LayerActivation {
    if name.isEmpty { return .linear }
    guard let activation = KerasActivation.layerActivation(name, major: 3) else {
      throw unsupported(layer, "activation \(name.quoted) is not here")
    }
    return activation
  }

  /// A step sees none after its own.
  private func convolution(
    _ value: JSONValue, _ size: Int, _ weights: [StoredTensor], activation: LayerActivation, name: String
  ) throws(ForeignModelError) -> any LayerSpecification {
    func option(_ option: String) throws(ForeignModelError) -> Int {
      guard let found = value[option] else { return 1 }
      guard let number = (found.elements ?? [found]).first?.count, number > 0 else {
        throw unsupported(name, "\(option) is no whole number")
      }
      return number
    }
    return .conv1D(
      size, kernelSize: try option("kernel_size"), padding: .causal, dilationRate: try option("dilation"),
      groups: try option("groups"), activation: activation, useBias: weights.count > 1)
  }
}
