import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

extension Sequential {
  /// Neural Amp Modeler's LSTM: all numbers in one list. For each layer `[4 hidden, input + hidden]` row by row, the two
  /// products side by side; its one bias; the state that it starts with, h and then c. Then the head's weight and bias.
  ///
  /// The state is where the trained model stood after silence.
  convenience init(nam value: JSONValue, path: String) throws {
    func failure(_ reason: String) -> ForeignModelError {
      ForeignModelError(path: path, problem: .malformed(reason))
    }
    let architecture = value["architecture"]?.string ?? ""
    guard architecture == "LSTM" else {
      throw ForeignModelError(
        path: path,
        problem: .unsupported(
          layer: architecture.quoted, reason: "of NAM's architectures only LSTM is recurrent and here"))
    }
    guard let config = value["config"], let hidden = config["hidden_size"]?.count,
      let layers = config["num_layers"]?.count,
      let inputs = config["input_size"]?.count, hidden > 0, layers > 0, inputs > 0, hidden <= 1 << 14, layers <= 64,
      inputs <= 1 << 14, let weights = value["weights"], let floats = JSONTensors.numbers(weights)?.floats
    else { throw failure("config has no hidden_size, num_layers and input_size, or there are no weights") }
    func levelInputs(_ level: Int) -> Int { level == 0 ? inputs : hidden }
    let needed = (0..<layers).reduce(hidden + 1) { $0 + 4 * hidden * (levelInputs($1) + hidden + 1) + 2 * hidden }
    guard floats.count == needed else { throw failure("\(floats.count) weights: expected \(needed)") }
    // Of each layer its weights and bias, and behind them the state.
    var (specifications, end) = ([any LayerSpecification](), 0)
    for level in 0..<layers {
      end += 4 * hidden * (levelInputs(level) + hidden + 1) + 2 * hidden
      var layer = RecurrentSpecification.lstm(hidden, returnSequences: true)
      layer.firstState = .init(
        hidden: Array(floats[(end - 2 * hidden)..<(end - hidden)]), cell: Array(floats[(end - hidden)..<end]))
      specifications.append(layer)
    }
    try self.init(
      specifications + [.dense(1)], inputShape: [nil, inputs], weightCount: floats.count, path: path)
    var rest = floats[...]
    func take(_ shape: [Int]) -> Tensor {
      defer { rest = rest.dropFirst(shape.reduce(1, *)) }
      return Tensor(shape: shape, scalars: Array(rest.prefix(shape.reduce(1, *))))
    }
    for (level, child) in children.prefix(layers).enumerated() {
      let parameters = child.module.parameters
      let rows = take([4 * hidden, levelInputs(level) + hidden])
      parameters[0].value = rows.slice(0..<levelInputs(level), axis: 1)
      parameters[1].value = rows.slice(levelInputs(level)..<levelInputs(level) + hidden, axis: 1)
      parameters[2].value = take([4 * hidden])
      _ = take([2 * hidden])
    }
    let head = children[layers].module.parameters
    head[0].value = take([1, hidden])
    head[1].value = take([1])
  }
}
