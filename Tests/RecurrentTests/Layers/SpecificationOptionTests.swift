import Foundation
import Recurrent
import Testing

@testable import RecurrentLayers
@testable import RecurrentTraining

/// Every option of a specification reaches the layer that is built: none is swapped for another or left out.
@Suite struct SpecificationOptionTests {
  private func module(_ specification: any LayerSpecification, _ shape: LayerShape = [4, 3]) throws -> any Module {
    try seeded { try specification.build(inputShape: shape) }.module
  }

  // MARK: First values

  @Test func initializersReachTheirWeights() throws {
    let (kernel, recurrent, bias) = (Initializer.constant(1), Initializer.constant(2), Initializer.constant(3))
    let layers: [any LayerSpecification] = [
      .lstm(
        2, kernelInitializer: kernel, recurrentInitializer: recurrent, biasInitializer: bias, unitForgetBias: false),
      .gru(
        2, kernelInitializer: kernel, recurrentInitializer: recurrent, biasInitializer: bias, resetAfter: false),
      .simpleRNN(2, kernelInitializer: kernel, recurrentInitializer: recurrent, biasInitializer: bias),
    ]
    for layer in layers {
      let values = try module(layer).namedParameters.map { Set($0.parameter.value.scalars) }
      #expect(values == [[1], [2], [3]], "\(layer.kind)")
    }
    let dense = try module(.dense(2, kernelInitializer: kernel, biasInitializer: bias))
    #expect(dense.namedParameters.map { Set($0.parameter.value.scalars) } == [[1], [3]])
    let embedding = try module(.embedding(4, 2, initializer: recurrent), [nil])
    #expect(Set(embedding.namedParameters[0].parameter.value.scalars) == [2])
  }

  @Test func unitForgetBiasIsTheForgetGates() throws {
    // Gates i, f, g, o.
    let bias = try module(.lstm(1, biasInitializer: .constant(0.5))).namedParameters[2].parameter.value.scalars
    #expect(bias == [0.5, 1.5, 0.5, 0.5])
    let plain = try module(.lstm(1, unitForgetBias: false)).namedParameters[2].parameter.value.scalars
    #expect(plain == [0, 0, 0, 0])
  }

  /// Keras's: Glorot's bounds for kernels, orthogonal recurrent weights, biases of zero, tables within 0.05.
  @Test func whatIsLeftOutIsKerass() throws {
    func expectBound(_ parameter: Parameter, _ bound: Float) {
      let largest = parameter.value.scalars.map(abs).max() ?? 0
      // Of hundreds of even draws one comes near the end.
      #expect(largest <= bound && largest > 0.9 * bound, "\(parameter.name)")
    }
    let kinds: [(any LayerSpecification, rows: Int)] = [(.lstm(16), 64), (.gru(16), 48), (.simpleRNN(16), 16)]
    for (specification, rows) in kinds {
      let parameters = try module(specification, [nil, 12]).namedParameters.map(\.parameter)
      expectBound(parameters[0], Float(6.0 / Double(rows + 12)).squareRoot())
      let weights = parameters[1].value
      let product = weights.transposed().matmul(weights)
      for i in 0..<16 { for j in 0..<16 { #expect(abs(product[i, j] - (i == j ? 1 : 0)) < 1e-6) } }
      if specification.kind != "LSTM" { #expect(parameters[2].value.scalars.allSatisfy { $0 == 0 }) }
    }
    let dense = try module(.dense(20), [30]).namedParameters.map(\.parameter)
    expectBound(dense[0], Float(6.0 / 50).squareRoot())
    #expect(dense[1].value.scalars.allSatisfy { $0 == 0 })
    expectBound(try module(.embedding(50, 8), [nil]).namedParameters[0].parameter, 0.05)
  }

  // MARK: What is dropped and carried

  @Test func dropoutIsTheInputsAndRecurrentDropoutTheStates() throws {
    let layers: [RecurrentSpecification] = [
      .lstm(2, stateful: true, dropout: 0.25, recurrentDropout: 0.5),
      .gru(2, stateful: true, dropout: 0.25, recurrentDropout: 0.5),
      .simpleRNN(2, stateful: true, dropout: 0.25, recurrentDropout: 0.5),
    ]
    for specification in layers {
      let wrapped = try #require(try module(.bidirectional(specification)) as? Bidirectional).layers
      for layer in [try #require(try module(specification) as? RecurrentLayer)] + wrapped {
        #expect(layer.inputDropout == 0.25 && layer.recurrentDropout == 0.5 && layer.isStateful)
        #expect(layer.dropout == 0)
      }
    }
    #expect((try module(.dropout(0.3)) as? Dropout)?.probability == 0.3)
    #expect((try module(.spatialDropout1D(0.3)) as? SpatialDropout1D)?.probability == 0.3)
    #expect((try module(.layerNormalization(epsilon: 0.5)) as? LayerNorm)?.epsilon == 0.5)
    let plain = try #require(module(.layerNormalization(center: false)) as? LayerNorm)
    #expect(plain.bias == nil && plain.weight != nil)
    let unscaled = try #require(module(.layerNormalization(scale: false)) as? LayerNorm)
    #expect(unscaled.bias != nil && unscaled.weight == nil)
  }

  // MARK: Activations

  @Test func anActivationIsTheOneOfItsName() {
    let named: KeyValuePairs<Activation, LayerActivation> = [
      .tanh: .tanh, .sigmoid: .sigmoid, .relu: .relu, .linear: .linear, .hardSigmoid: .hardSigmoid,
      .steepHardSigmoid: .steepHardSigmoid, .elu: .elu, .selu: .selu, .softplus: .softplus, .softsign: .softsign,
      .leakyReLU: .leakyReLU,
    ]
    #expect(named.map(\.key) == Activation.allCases)
    for (activation, layer) in named { #expect(layer == .elementwise(activation)) }
  }

  /// f(x W + b), f by its formula.
  @Test(arguments: Activation.allCases)
  func denseWithAnActivation(_ activation: Activation) throws {
    let model = Sequential([.dense(4, activation: .elementwise(activation))], inputShape: [3])
    let plain = Sequential([.dense(4)], inputShape: [3])
    let x = Tensor.test([5, 3], in: -3...3)
    for (found, input) in try zip(model.predict(x).scalars, plain.predict(x).scalars) {
      // Exponentials of single precision: a few units in the last place.
      #expect(abs(Double(found) - formula(activation, Double(input))) < 2e-6)
    }
  }

  @Test func aFunctionIsTheOneOfItsName() {
    let named: KeyValuePairs<LayerFunction, LayerActivation> = [
      .gelu: .gelu, .approximateGELU: .approximateGELU, .silu: .silu, .hardSiLU: .hardSiLU, .mish: .mish,
      .relu6: .relu6, .exponential: .exponential,
    ]
    #expect(named.map(\.key) == LayerFunction.allCases)
    for (function, layer) in named { #expect(layer == .function(function)) }
  }

  /// f(x W + b), f by its formula; beside a dense layer, behind it, and step by step.
  @Test(arguments: LayerFunction.allCases)
  func denseWithAFunction(_ function: LayerFunction) throws {
    let model = Sequential([.dense(4, activation: .function(function))], inputShape: [2, 3])
    let plain = Sequential([.dense(4)], inputShape: [2, 3])
    let behind = Sequential([.dense(4), .activation(.function(function))], inputShape: [2, 3])
    let x = Tensor.test([5, 2, 3], in: -7...7)
    let (y, inputs) = (try model.predict(x), try plain.predict(x).scalars)
    for (found, input) in zip(y.scalars, inputs) {
      // Exponentials of single precision: a few units in the last place.
      let expected = formula(function, Double(input))
      #expect(abs(Double(found) - expected) < 2e-6 * max(1, abs(expected)))
    }
    #expect(try behind.predict(x) == y)
    let stream = try behind.makeStream()
    var state = stream.initialState()
    for step in 0..<2 {
      let found = try stream.step(x.slice(0..<1, axis: 0).step(step), state: &state)
      // Other kernels may serve single steps.
      #expect(found.distance(to: y.slice(0..<1, axis: 0).step(step)) < 2e-6 * max(1, y.scalars.max()!))
    }
  }

  private func formula(_ function: LayerFunction, _ x: Double) -> Double {
    switch function {
    case .gelu: x * (1 + erf(x / 2.0.squareRoot())) / 2
    case .approximateGELU: x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) / 2
    case .silu: x / (1 + exp(-x))
    case .hardSiLU: x * min(max(x / 6 + 0.5, 0), 1)
    case .mish: x * tanh(log(1 + exp(x)))
    case .relu6: min(max(x, 0), 6)
    case .exponential: exp(x)
    }
  }

  private func formula(_ activation: Activation, _ x: Double) -> Double {
    switch activation {
    case .tanh: tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .relu: max(0, x)
    case .linear: x
    case .hardSigmoid: min(max(x / 6 + 0.5, 0), 1)
    case .steepHardSigmoid: min(max(x / 5 + 0.5, 0), 1)
    case .elu: x > 0 ? x : exp(x) - 1
    case .selu: 1.050_700_987_355_480_5 * (x > 0 ? x : 1.673_263_242_354_377_2 * (exp(x) - 1))
    case .softplus: log(1 + exp(x))
    case .softsign: x / (1 + abs(x))
    case .leakyReLU: x > 0 ? x : 0.2 * x
    }
  }

  // MARK: Masks

  /// What treats each step alike hands the mask on, so that a layer above leaves the same steps out.
  @Test func masksGoThroughWhatTreatsStepsAlike() throws {
    let between: [any LayerSpecification] = [
      .dense(3, activation: .tanh), .activation(.relu), .dropout(0.5), .spatialDropout1D(0.5), .layerNormalization(),
      .timeDistributed(.dense(2)), .gru(2, returnSequences: true),
      .simpleRNN(2, returnSequences: true, goBackwards: false),
      .bidirectional(.lstm(2, returnSequences: true)),
    ]
    let rows: [[Int32]] = [[0, 0, 3, 5], [3, 5, 0, 0], [0, 4, 0, 1]]
    for layer in between {
      let model = Sequential([.embedding(6, 3, maskZero: true), layer, .lstm(2)], inputShape: [nil])
      let together = try model.predict(IndexTensor(rows))
      for (row, tokens) in rows.enumerated() {
        let alone = try model.predict(IndexTensor([tokens.filter { $0 != 0 }]))
        // Kernels of another batch may sum in another order.
        #expect(together.slice(row..<(row + 1), axis: 0).distance(to: alone) < 1e-6, "\(layer.kind)")
      }
    }
  }
}
