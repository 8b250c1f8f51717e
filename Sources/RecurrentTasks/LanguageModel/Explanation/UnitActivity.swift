import RecurrentFoundation
import RecurrentKernels
import RecurrentLayers
import RecurrentText

/// What the units of a language model's last recurrent layer do while it reads a text: after each token the state, and the
/// gates that made it, by the formulas of `Cell`.
struct UnitActivity {
  /// Each named as in the formulas: `h`, `c`; `i`, `f`, `g`, `o`; `r`, `z`, `n`. `[tokens][units]`.
  private(set) var series: [(name: String, values: [[Float]])] = []

  /// - Throws: ``ConfigurationError`` where the model has no recurrent layer.
  init(of model: LanguageModel, reading tokens: [Int32]) throws {
    guard let layer = model.network.rnn.recurrent else {
      throw ConfigurationError(setting: "cell", value: "none", requirement: "lstm, gru or rnn to have units to explain")
    }
    let stream = model.makeStream()
    var states = [stream.initialState()]
    for token in tokens {
      var state = states[states.count - 1]
      _ = try stream.step(token: token, state: &state)
      states.append(state)
    }
    let top = layer.layers - 1
    let hidden = states.map { $0.layers[top].hidden.scalars }
    series = [("h", Array(hidden.dropFirst()))]
    let cells = states.dropFirst().compactMap { $0.layers[top].cell?.scalars }
    if !cells.isEmpty { series.append(("c", cells)) }
    let inputs =
      top > 0
      ? states.dropFirst().map { $0.layers[top - 1].hidden.scalars }
      : tokens.map { model.network.embedding(IndexTensor([$0])).scalars }
    let weights = LayerWeights(of: model.network, layer: top)
    series += gates(layer.cell, inputs.enumerated().map { weights.products($1, hidden[$0]) }, size: layer.hiddenSize)
  }

  subscript(name: String) -> [[Float]]? { series.first { $0.name == name }?.values }

  /// - Parameter products: of each step.
  private func gates(
    _ cell: Cell, _ products: [LayerWeights.Products], size: Int
  ) -> [(name: String, values: [[Float]])] {
    func gate(_ name: String, _ place: Int, _ activation: (Float) -> Float) -> (String, [[Float]]) {
      (
        name,
        products.map { step in (place * size..<(place + 1) * size).map { activation(step.input[$0] + step.state[$0]) } }
      )
    }
    switch cell {
    case .lstm: return [gate("i", 0, sigmoid), gate("f", 1, sigmoid), gate("g", 2, tanh), gate("o", 3, sigmoid)]
    case .gruResetAfter:
      let (reset, update) = (gate("r", 0, sigmoid), gate("z", 1, sigmoid))
      let new = zip(products, reset.1).map { step, reset in
        (0..<size).map { tanh(step.input[2 * size + $0] + reset[$0] * step.state[2 * size + $0]) }
      }
      return [reset, update, ("n", new)]
    default: return []
    }
  }
}

private func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }

/// The weights of one layer in plain memory, under PyTorch's names.
private struct LayerWeights {
  /// W_ih x + b_ih, and W_hh h + b_hh.
  struct Products {
    let input: [Float]
    let state: [Float]
  }

  private let weights: [String: [Float]]

  init(of network: LanguageModelNetwork, layer: Int) {
    let suffix = "_l\(layer)"
    let named = network.namedParameters.filter { $0.name.hasPrefix("rnn.") && $0.name.hasSuffix(suffix) }
    weights = Dictionary(
      uniqueKeysWithValues: named.map {
        (String($0.name.dropFirst(4).dropLast(suffix.count)), $0.parameter.value.scalars)
      })
  }

  func products(_ x: [Float], _ h: [Float]) -> Products {
    Products(input: product("ih", x), state: product("hh", h))
  }

  private func product(_ name: String, _ x: [Float]) -> [Float] {
    let (matrix, bias) = (weights["weight_" + name] ?? [], weights["bias_" + name])
    return (0..<matrix.count / max(1, x.count)).map { row in
      x.indices.reduce(bias?[row] ?? 0) { $0 + matrix[row * x.count + $1] * x[$1] }
    }
  }
}
