import Recurrent
import TestSupport
import Testing

/// Every layer's gradients against central differences.
@Suite struct LayerGradientTests {
  @Test(arguments: Cell.allCases, Direction.allCases)
  func recurrentLayer(_ cell: Cell, _ direction: Direction) throws {
    let layer = seeded { RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3, direction: direction) }
    let store = ParameterStore(layer)
    let x = Tensor.test([2, 3, 2])
    try expectParameterGradients(store) { layer(x).fingerprint() }
    try expectParameterGradients(store) { layer(x, lengths: [1, 3]).fingerprint() }
    try expectInputGradients([x]) { layer($0[0], lengths: [2, 3]).fingerprint() }
    let state = Tensor.test([direction.count, 2, 3], seed: 9)
    try expectInputGradients([x, state, state * 0.5]) { inputs in
      let initial = RecurrentState.Layer(hidden: inputs[1], cell: cell.hasCellState ? inputs[2] : nil)
      return layer(inputs[0], state: RecurrentState(layers: [initial]), lengths: [0, 3]).fingerprint()
    }
  }

  @Test(arguments: Cell.allCases, RecurrentBias.allCases)
  func biases(_ cell: Cell, _ bias: RecurrentBias) throws {
    for direction in Direction.allCases {
      let layer = seeded {
        RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3, direction: direction, bias: bias)
      }
      let store = ParameterStore(layer)
      let count = [RecurrentBias.none: 2, .single: 3, .double: 4]
      #expect(store.parameters.count == direction.count * count[bias]!)
      let x = Tensor.test([2, 3, 2])
      try expectParameterGradients(store) { layer(x, lengths: [3, 2]).fingerprint() }
      try expectInputGradients([x]) { layer($0[0], lengths: [3, 2]).fingerprint() }
    }
  }

  /// One bias is two whose second is zero: what a file of two can be read into.
  @Test(arguments: Cell.allCases)
  func oneBiasIsTwoOfWhichOneIsZero(_ cell: Cell) {
    let one = seeded { RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3, bias: .single) }
    let two = RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3, bias: .double)
    for (to, from) in zip(two.parameters, one.parameters) { to.value = from.value }
    two.parameters[3].initialize(with: .zeros)
    #expect(one(.test([2, 3, 2])).output == two(.test([2, 3, 2])).output)
  }

  @Test(arguments: Cell.allCases)
  func stackWithDropoutMasks(_ cell: Cell) throws {
    let layer = seeded {
      RecurrentLayer(
        cell: cell, inputSize: 2, hiddenSize: 3, layers: 2, direction: .bidirectional, dropout: 0.4, inputDropout: 0.4,
        recurrentDropout: 0.4)
    }
    let x = Tensor.test([2, 3, 2])
    let loss = { (x: Tensor) in seeded(4) { withTraining { layer(x).fingerprint() } } }
    try expectParameterGradients(ParameterStore(layer)) { loss(x) }
    try expectInputGradients([x]) { loss($0[0]) }
  }

  @Test(arguments: Cell.allCases)
  func checkpointsGiveTheSameGradients(_ cell: Cell) throws {
    let x = Tensor.test([2, 7, 2])
    let gradients = [0, 1, 3, 7].map { checkpointEvery in
      let layer = seeded {
        RecurrentLayer(cell: cell, inputSize: 2, hiddenSize: 3, checkpointEvery: checkpointEvery)
      }
      let store = ParameterStore(layer)
      _ = try? store.withGradients { layer(x, lengths: [7, 4]).fingerprint() }
      return store.parameters.flatMap { $0.parameter.gradient?.scalars ?? [] }
    }
    // Another backend of the chain may do it, in another order of sums: some units of 2^-24 for each of the 7 steps.
    for gradient in gradients { #expect(mismatch("gradient", gradient, gradients[0], bound: 1e-5) == nil) }
  }

  @Test(arguments: [LayerActivation.linear, .tanh, .sigmoid, .softmax])
  func dense(_ activation: LayerActivation) throws {
    let layer = seeded { Dense(inputSize: 3, outputSize: 2, activation: activation) }
    let x = Tensor.test([2, 2, 3])
    try expectParameterGradients(ParameterStore(layer)) { layer(x).fingerprint() }
    try expectInputGradients([x]) { layer($0[0]).fingerprint() }
  }

  @Test(arguments: LayerFunction.allCases.filter { $0 != .relu6 })
  func denseWithAFunction(_ function: LayerFunction) throws {
    let layer = seeded { Dense(inputSize: 3, outputSize: 4, activation: .function(function)) }
    let x = Tensor.test([2, 2, 3], in: -2...2)
    try expectParameterGradients(ParameterStore(layer)) { layer(x).fingerprint() }
    try expectInputGradients([x]) { layer($0[0]).fingerprint() }
  }

  /// Away from its corners.
  @Test func relu6() throws {
    try expectInputGradients([Tensor([-3, 0.5, 5, 7])]) { LayerActivation.relu6($0[0]).fingerprint() }
  }

  @Test func embeddingWithTiedDecoder() throws {
    struct Tied: Module {
      let embedding: Embedding
      let decoder: Dense
      init() {
        embedding = Embedding(count: 4, size: 3)
        decoder = Dense(weight: embedding.weight)
      }
    }
    let model = seeded { Tied() }
    let store = ParameterStore(model)
    #expect(store.parameters.map(\.name) == ["embedding.weight", "decoder.bias"])
    // Token 2 twice: its gradients add. The same weight is used as a table, as a matrix and as a plain tensor.
    let tokens = IndexTensor([[0, 2], [2, 3]])
    try expectParameterGradients(store) {
      model.decoder(model.embedding(tokens).tanh()).fingerprint() + (model.embedding.weight.value * 0.5).fingerprint()
    }
  }
}

extension RecurrentOutput {
  /// Depends on all outputs and all final states.
  func fingerprint() -> Tensor {
    state.layers.reduce(output.fingerprint() + last.sum()) { sum, layer in
      let hidden = sum + (layer.hidden * 0.3).fingerprint()
      return layer.cell.map { hidden + ($0 * 0.7).fingerprint() } ?? hidden
    }
  }
}
