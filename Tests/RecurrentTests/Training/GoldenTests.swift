import Foundation
import Recurrent
import Testing

/// Whole training steps beside PyTorch's: embedding, two bidirectional layers, projection, loss with an ignored target,
/// clipping and each optimiser. `Golden/generate.py` makes the numbers.
@Suite struct GoldenTests {
  struct Golden: Decodable {
    let tokens: [[Int32]]
    let targets: [[Int32]]
    let clippingNorm: Float
    let cases: [Case]
  }

  struct Case: Decodable, CustomTestStringConvertible {
    let cell: String
    let optimizer: String
    let initial: [String: [Float]]
    let losses: [Float]
    let norms: [Double]
    let final: [String: [Float]]

    var testDescription: String { "\(cell) with \(optimizer)" }
  }

  struct Model: Module {
    let embedding: Embedding
    let recurrent: RecurrentLayer
    let decoder: Dense

    init(_ cell: Cell) {
      embedding = Embedding(count: 5, size: 3)
      recurrent = RecurrentLayer(cell: cell, inputSize: 3, hiddenSize: 4, layers: 2, direction: .bidirectional)
      decoder = Dense(inputSize: 8, outputSize: 5)
    }
  }

  static let golden: Golden = {
    do {
      let file = try #require(Bundle.module.url(forResource: "training", withExtension: "json", subdirectory: "Golden"))
      return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    } catch {
      fatalError("Golden/training.json: \(error)")
    }
  }()

  @Test(arguments: golden.cases)
  func trainsAsPyTorchDoes(_ expected: Case) throws {
    let cells: [String: Cell] = ["LSTM": .lstm, "GRU": .gruResetAfter, "RNN": .rnn]
    let model = Model(try #require(cells[expected.cell]))
    let store = ParameterStore(model)
    #expect(Set(store.parameters.map(\.name)) == Set(expected.initial.keys))
    for (name, scalars) in expected.initial {
      let parameter = try #require(store[name])
      parameter.value = Tensor(shape: parameter.shape, scalars: scalars)
    }
    let optimizer = try optimizer(expected.optimizer, store)
    let (tokens, targets) = (IndexTensor(Self.golden.tokens), IndexTensor(Self.golden.targets))
    for (loss, norm) in zip(expected.losses, expected.norms) {
      let got = try store.withGradients {
        model.decoder.softmaxCrossEntropy(of: model.recurrent(model.embedding(tokens)).output, targets: targets)
      }
      // Sums of some ten products in another order, three steps one upon the other.
      #expect(abs(got - loss) < 5e-6)
      let gotNorm = try optimizer.step(clippingNorm: Self.golden.clippingNorm)
      #expect(abs(gotNorm - norm) < 1e-5)
    }
    for (name, scalars) in expected.final {
      let parameter = try #require(store[name])
      // Adam divides a gradient by its own size, which makes a small gradient's rounding a larger step.
      #expect(parameter.value.distance(to: Tensor(shape: parameter.shape, scalars: scalars)) < 5e-5, "\(name)")
    }
  }

  private func optimizer(_ name: String, _ store: ParameterStore) throws -> any Optimizer {
    let optimizers: [String: any Optimizer] = [
      "sgd": SGD(store, learningRate: 0.5),
      "momentum": SGD(store, learningRate: 0.2, momentum: 0.9),
      "nesterov": SGD(store, learningRate: 0.2, momentum: 0.9, nesterov: true, weightDecay: 0.01),
      "adam": Adam(store, learningRate: 0.05),
      "adamw": Adam(store, learningRate: 0.05, beta1: 0.8, beta2: 0.99, weightDecay: 0.1),
    ]
    return try #require(optimizers[name])
  }
}
