import RecurrentFormats
import RecurrentKernels
import RecurrentLayers

extension ONNXBuilder {
  /// What comes of a stack of recurrent layers.
  package struct Sequence {
    /// [batch, time, directions · hidden].
    package let output: Value
    /// Of the last layer after each row's last step, [batch, directions · hidden].
    package let last: Value
    /// Of all layers, [layers · directions, batch, hidden].
    package let hidden: Value
    package let cell: Value?
  }

  /// A node for each layer of a stack.
  ///
  /// - Parameters:
  ///   - x: [batch, time, input].
  ///   - lengths: [batch], 32 bits; nil: all steps count.
  ///   - hidden: the states before the first step, [layers · directions, batch, hidden]; nil: zeros.
  package mutating func recurrent(
    _ layer: RecurrentLayer, _ x: Value, lengths: Value? = nil, hidden: Value? = nil, cell: Value? = nil, name: String
  ) throws -> Sequence {
    var sequence = transpose(x, [1, 0, 2], name: name)
    var (finals, last): ([[Value]], Value?) = ([], nil)
    for level in 0..<layer.layers {
      func state(_ all: Value?) -> Value? {
        guard let all, layer.layers > 1 else { return all }
        let first = level * layer.direction.count
        return slice(all, axis: 0, from: first, to: first + layer.direction.count)
      }
      let inputs =
        [sequence] + weights(layer, level, name: name) + [lengths, state(hidden)]
        + (layer.cell.hasCellState ? [state(cell)] : [])
      let made = node(
        layer.cell.onnxOperator, inputs, outputs: layer.cell.hasCellState ? 3 : 2,
        name: "\(name).\(layer.cell.onnxOperator)_\(level)",
        try attributes(layer, name: name))
      sequence = joined(made[0], directions: layer.direction.count)
      last = sideBySide(made[1], directions: layer.direction.count)
      finals.append(Array(made.dropFirst()))
    }
    return Sequence(
      output: transpose(sequence, [1, 0, 2], name: name), last: last!, hidden: together(finals.map { $0[0] }),
      cell: layer.cell.hasCellState ? together(finals.map { $0[1] }) : nil)
  }

  /// The same with the states before the first step as inputs of the graph and those after the last as outputs: `h0` and
  /// `hn`, of an LSTM `c0` and `cn` too.
  ///
  /// - Parameter prefix: what stands before these names.
  package mutating func streamed(
    _ layer: RecurrentLayer, _ x: Value, lengths: Value? = nil, prefix: String = "", name: String
  ) throws -> Sequence {
    let levels = layer.layers * layer.direction.count
    let shape: [ONNXPort.Dimension] = [.size(levels), .symbol("batch"), .size(layer.hiddenSize)]
    let hidden = input(prefix + "h0", .float32, shape)
    let cell = layer.cell.hasCellState ? input(prefix + "c0", .float32, shape) : nil
    let sequence = try recurrent(layer, x, lengths: lengths, hidden: hidden, cell: cell, name: name)
    output(sequence.hidden, as: prefix + "hn", .float32, shape, isState: true)
    if let cell = sequence.cell { output(cell, as: prefix + "cn", .float32, shape, isState: true) }
    return sequence
  }

  /// [time, directions, batch, hidden] as [time, batch, directions · hidden].
  private mutating func joined(_ y: Value, directions: Int) -> Value {
    guard directions > 1 else { return squeeze(y, axis: 1) }
    return reshape(transpose(y, [0, 2, 1, 3]), [0, 0, -1])
  }

  /// [directions, batch, hidden] as [batch, directions · hidden].
  private mutating func sideBySide(_ h: Value, directions: Int) -> Value {
    guard directions > 1 else { return squeeze(h, axis: 0) }
    return reshape(transpose(h, [1, 0, 2]), [0, -1])
  }

  private mutating func together(_ states: [Value]) -> Value {
    states.count == 1 ? states[0] : node("Concat", states, [Self.attribute("axis", 0)])
  }

  /// W, R and B, the gates in ONNX's order.
  private mutating func weights(_ layer: RecurrentLayer, _ level: Int, name: String) -> [Value?] {
    let parameters = Dictionary(uniqueKeysWithValues: layer.namedParameters.map { ($0.name, $0.parameter.value) })
    let order = layer.cell.onnxGateOrder
    func reordered(_ key: String) -> [Float]? {
      guard let scalars = parameters[key]?.scalars else { return nil }
      let gate = scalars.count / order.count
      return order.flatMap { scalars[$0 * gate..<($0 + 1) * gate] }
    }
    let suffixes = layer.direction == .bidirectional ? ["_l\(level)", "_l\(level)_reverse"] : ["_l\(level)"]
    let (rows, hidden) = (layer.cell.gates * layer.hiddenSize, layer.hiddenSize)
    let input = suffixes.flatMap { reordered("weight_ih" + $0)! }
    let recurrent = suffixes.flatMap { reordered("weight_hh" + $0)! }
    let zeros = [Float](repeating: 0, count: rows)
    let biases = suffixes.flatMap { (reordered("bias_ih" + $0) ?? zeros) + (reordered("bias_hh" + $0) ?? zeros) }
    let count = suffixes.count
    return [
      constant(input, shape: [count, rows, input.count / (count * rows)], name: "\(name).W_l\(level)"),
      constant(recurrent, shape: [count, rows, hidden], name: "\(name).R_l\(level)"),
      constant(biases, shape: [count, 2 * rows], name: "\(name).B_l\(level)"),
    ]
  }

  private func attributes(_ layer: RecurrentLayer, name: String) throws -> [ONNXAttributeMessage] {
    guard layer.dilations.allSatisfy({ $0 == 1 }) else {
      throw ONNXExportError(layer: name, reason: "it is dilated, and a recurrent node is not")
    }
    let (f, s) = (layer.activation, layer.recurrentActivation)
    let one: [Activation] =
      switch layer.cell {
      case .rnn: [f]
      case .lstm: [s, f, f]
      case .gruResetAfter, .gruResetBefore: [s, f]
      }
    let all = (0..<layer.direction.count).flatMap { _ in one }
    let named = try all.map { activation in
      guard let name = activation.onnxRecurrentName else {
        throw ONNXExportError(
          layer: name, reason: "its activation \(activation.rawValue) is none of a recurrent node's")
      }
      return name
    }
    var attributes = [
      Self.attribute("hidden_size", layer.hiddenSize), Self.attribute("direction", layer.direction.rawValue),
      Self.attribute("activations", named.map(\.name)),
    ]
    let (alphas, betas) = (named.compactMap(\.alpha), named.compactMap(\.beta))
    if !alphas.isEmpty { attributes.append(Self.attribute("activation_alpha", alphas)) }
    if !betas.isEmpty { attributes.append(Self.attribute("activation_beta", betas)) }
    if layer.cell == .gruResetAfter || layer.cell == .gruResetBefore {
      attributes.append(Self.attribute("linear_before_reset", layer.cell == .gruResetAfter ? 1 : 0))
    }
    return attributes
  }
}

extension Cell {
  fileprivate var onnxOperator: String {
    switch self {
    case .rnn: "RNN"
    case .lstm: "LSTM"
    case .gruResetAfter, .gruResetBefore: "GRU"
    }
  }

  /// For each of ONNX's gates, its place among PyTorch's: i o f c among i f g o, z r h among r z n.
  fileprivate var onnxGateOrder: [Int] {
    switch self {
    case .rnn: [0]
    case .lstm: [0, 3, 1, 2]
    case .gruResetAfter, .gruResetBefore: [1, 0, 2]
    }
  }
}

extension Activation {
  /// As a recurrent node names it, with its numbers; nil: it has no such activation.
  fileprivate var onnxRecurrentName: (name: String, alpha: Float?, beta: Float?)? {
    switch self {
    case .tanh: ("Tanh", nil, nil)
    case .sigmoid: ("Sigmoid", nil, nil)
    case .relu: ("Relu", nil, nil)
    case .linear: ("Affine", 1, 0)
    case .hardSigmoid: ("HardSigmoid", 1 / 6, 0.5)
    case .steepHardSigmoid: ("HardSigmoid", 0.2, 0.5)
    case .elu: ("Elu", 1, nil)
    case .softplus: ("Softplus", nil, nil)
    case .softsign: ("Softsign", nil, nil)
    case .leakyReLU: ("LeakyRelu", 0.2, nil)
    case .selu: nil
    }
  }
}
