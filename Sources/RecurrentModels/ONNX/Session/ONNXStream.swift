import RecurrentFoundation

/// A sequence that an ONNX model is given piece by piece: the states that come out of a call go into the next.
///
/// A stream is a value: a copy goes on by itself from where its original was. ``states`` can be saved, and set again.
///
/// ```swift
/// var stream = try model.makeStream()
/// for frame in frames {
///   let probability = try stream.run(["input": frame, "sr": rate])["output"]!.floats[0]
/// }
/// ```
public struct ONNXStream: Sendable {
  /// What it runs.
  public let model: ONNXModel
  /// The output that carries on each input that is a state.
  public let statePairs: [String: String]
  /// The states that the next call is given, by the names of their inputs. Those that are not here are zeros.
  public var states: [String: ONNXTensor] = [:]

  init(_ model: ONNXModel, _ statePairs: [String: String]) { (self.model, self.statePairs) = (model, statePairs) }

  /// Runs the model on the next piece, and keeps the states that come of it. After an error they are as they were.
  ///
  /// - Parameter inputs: by their names, but for the states.
  /// - Returns: the outputs by theirs, but for the states.
  /// - Throws: ``ONNXError``.
  public mutating func run(_ inputs: [String: ONNXTensor]) throws -> [String: ONNXTensor] {
    if let name = states.keys.first(where: { statePairs[$0] == nil }) {
      throw ONNXError(
        path: model.path,
        problem: .unclearStates(reason: "\(name.quoted) is none of them: they are \(statePairs.keys.sorted().quoted)"))
    }
    var all = inputs
    for port in model.inputs where statePairs[port.name] != nil {
      guard inputs[port.name] == nil else {
        throw ONNXError(
          path: model.path,
          problem: .unclearStates(reason: "\(port.name.quoted) is carried by the stream: set it in `states`"))
      }
      all[port.name] = try states[port.name] ?? zeros(port, inputs)
    }
    var outputs = try model.run(all)
    for (input, output) in statePairs { states[input] = outputs[output] }
    for output in statePairs.values { outputs[output] = nil }
    return outputs
  }

  /// Begins a new sequence.
  public mutating func reset() { states = [:] }

  /// A state of zeros. An axis that the file leaves open has the size of one of the same name in the inputs, or else 1;
  /// one without a name that of the first input's first axis, which is the batch.
  private func zeros(_ port: ONNXPort, _ inputs: [String: ONNXTensor]) throws -> ONNXTensor {
    let others = model.inputs.filter { statePairs[$0.name] == nil }
    var named: [String: Int] = [:]
    for other in others {
      for (dimension, size) in zip(other.shape ?? [], inputs[other.name]?.shape ?? []) {
        if case .symbol(let name) = dimension, !name.isEmpty { named[name] = size }
      }
    }
    guard let shape = port.shape, let type = port.elementType else {
      throw ONNXError(
        path: model.path,
        problem: .unclearStates(reason: "the file does not say the shape of \(port.name.quoted): set it in `states`"))
    }
    let sizes = shape.map { dimension in
      switch dimension {
      case .size(let size): size
      case .symbol(""): others.first.flatMap { inputs[$0.name]?.shape.first } ?? 1
      case .symbol(let name): named[name] ?? 1
      }
    }
    let count = View.count(sizes)
    guard count <= View.mostElements else {
      throw ONNXError(
        path: model.path,
        problem: .unclearStates(reason: "\(port.name.quoted) of \(sizes) is more than there is memory for"))
    }
    return Storage(type) == .float
      ? ONNXTensor(floats: [Float](repeating: 0, count: count), shape: sizes, elementType: type)
      : ONNXTensor(integers: [Int64](repeating: 0, count: count), shape: sizes, elementType: type)
  }
}

extension ONNXModel {
  /// A stream whose states are zeros.
  ///
  /// - Parameter states: the output that carries on each input that is a state. nil: found by their names (`h` and `hn`,
  ///   `cache` and `cache_out`), or else by their places, all inputs but the first being states.
  /// - Throws: ``ONNXError`` where they are not found, or do not fit.
  public func makeStream(states: [String: String]? = nil) throws -> ONNXStream {
    try naming(path) {
      let pairs =
        try states.map { try StatePairs.checked($0, inputs: inputs, outputs: outputs) }
        ?? StatePairs.found(inputs: inputs, outputs: outputs)
      return ONNXStream(self, pairs)
    }
  }
}
