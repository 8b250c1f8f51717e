import Recurrent
import TestSupport
import Testing

/// Small models beside Keras's: every option, mask pattern and wrapper, forward and backward.
/// `Golden/generate_keras_layers.py` makes the numbers.
@Suite struct KerasLayerTests {
  struct Golden: Decodable {
    let cases: [Case]
  }

  struct Case: Decodable, CustomTestStringConvertible {
    let name: String
    let input: GoldenArray
    let isTokens: Bool
    let weights: [GoldenArray]
    let cotangent: GoldenArray
    let output: GoldenArray
    let weightGradients: [GoldenArray]
    let inputGradient: GoldenArray?

    var testDescription: String { name }
  }

  static let golden: Golden = goldenFile("keras_layers")

  /// The models of the generator, nearly line for line.
  private static let models: [String: [any LayerSpecification]] = [
    "simpleRNN": [.simpleRNN(3, returnSequences: true)],
    "simpleRNN relu, last": [.simpleRNN(3, activation: .relu)],
    "lstm": [.lstm(3, returnSequences: true)],
    "lstm hard sigmoid, no bias": [.lstm(3, recurrentActivation: .hardSigmoid, useBias: false)],
    "lstm sigmoid and linear": [.lstm(3, activation: .sigmoid, recurrentActivation: .linear)],
    "lstm softsign and softplus": [.lstm(3, activation: .softsign, recurrentActivation: .softplus)],
    "gru elu": [.gru(3, activation: .elu)],
    "simpleRNN selu": [.simpleRNN(3, activation: .selu), .dense(2, activation: .leakyReLU)],
    "gru": [.gru(3, returnSequences: true)],
    "gru reset before": [.gru(3, returnSequences: true, resetAfter: false)],
    "gru reset before, no bias": [.gru(3, useBias: false, resetAfter: false)],
    "lstm backwards": [.lstm(3, returnSequences: true, goBackwards: true)],
    "simpleRNN masked": [.masking(), .simpleRNN(3, returnSequences: true)],
    "lstm masked": [.masking(), .lstm(3, returnSequences: true)],
    "gru masked": [.masking(), .gru(3, returnSequences: true)],
    "gru reset before masked": [.masking(), .gru(3, returnSequences: true, resetAfter: false)],
    "lstm masked, last": [.masking(), .lstm(3)],
    "lstm masked backwards, last": [.masking(), .lstm(3, goBackwards: true)],
    "stack masked": [.masking(), .lstm(3, returnSequences: true), .gru(2), .dense(2, activation: .softmax)],
    "bidirectional concatenate": [.masking(), .bidirectional(.lstm(3, returnSequences: true))],
    "bidirectional sum": [.masking(), .bidirectional(.gru(3, returnSequences: true), mergeMode: .sum)],
    "bidirectional multiply": [.masking(), .bidirectional(.simpleRNN(3, returnSequences: true), mergeMode: .multiply)],
    "bidirectional average, last": [.masking(), .bidirectional(.lstm(3), mergeMode: .average)],
    "bidirectional of two kinds": [
      .masking(),
      .bidirectional(
        .lstm(3, returnSequences: true),
        backwardLayer: .gru(2, activation: .relu, returnSequences: true, goBackwards: true)),
    ],
    "bidirectional of two kinds, last": [.bidirectional(.gru(3), backwardLayer: .simpleRNN(2, goBackwards: true))],
    "encoder and decoder": [
      .gru(3), .repeatVector(2), .lstm(3, returnSequences: true), .timeDistributed(.dense(2, activation: .tanh)),
    ],
    "layer normalization": [.layerNormalization(), .simpleRNN(3, returnSequences: true), .layerNormalization()],
    "flatten": [.dense(3, activation: .sigmoid), .flatten(), .dense(4), .activation(.softmax)],
    "embedding": [.embedding(5, 2), .lstm(3)],
    "embedding masked": [.embedding(5, 2, maskZero: true), .lstm(3, returnSequences: true)],
    "embedding masked, bidirectional": [.embedding(5, 2, maskZero: true), .bidirectional(.lstm(3)), .dense(2)],
    "words of characters": [.timeDistributed(.embedding(5, 2)), .timeDistributed(.lstm(3)), .gru(2)],
  ]

  @Test func everyModelIsCompared() {
    #expect(Set(Self.models.keys) == Set(Self.golden.cases.map(\.name)))
  }

  @Test(arguments: golden.cases)
  func computesWhatKerasDoes(_ expected: Case) throws {
    let layers = try #require(Self.models[expected.name])
    let model = Sequential(layers, inputShape: Recurrent.LayerShape(Array(expected.input.shape.dropFirst())))
    let store = ParameterStore(model)
    for (parameter, value) in pairs(model, expected.weights) {
      #expect(parameter.shape == value.shape)
      parameter.value = value
    }
    var (output, inputGradient) = (Tensor(0), Tensor?.none)
    if expected.isTokens {
      try store.withGradients {
        output = model(LayerValue(expected.input.tokens)).numbers
        return (output * expected.cotangent.tensor).sum()
      }
    } else {
      store.clearGradients()
      let result = gradients(at: [expected.input.tensor], outputGradient: expected.cotangent.tensor) { inputs in
        model(LayerValue(inputs[0])).numbers
      }
      (output, inputGradient) = (result.output, result.gradients[0])
    }
    expectClose("output", output, expected.output.tensor)
    for (parameter, gradient) in pairs(model, expected.weightGradients) {
      expectClose(parameter.name, try #require(parameter.gradient), gradient)
    }
    if let gradient = expected.inputGradient { expectClose("input", try #require(inputGradient), gradient.tensor) }
  }

  private func pairs(_ model: Sequential, _ arrays: [GoldenArray]) -> [(parameter: Parameter, value: Tensor)] {
    var rest = arrays[...]
    let pairs = model.children.flatMap { $0.module.takeKerasParameters(&rest) }
    #expect(rest.isEmpty)
    return pairs
  }

  private func expectClose(_ name: String, _ actual: Tensor, _ expected: Tensor) {
    #expect(actual.shape == expected.shape)
    // Single precision over some hundred operations on numbers of size 1; Keras computed in double.
    #expect(mismatch(name, actual.scalars, expected.scalars, bound: 5e-6) == nil)
  }
}
