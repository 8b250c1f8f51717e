import Recurrent
import Testing

/// Convolution, pooling and batch normalization against their formulas, and their gradients against differences.
@Suite struct WindowLayerTests {
  // MARK: Convolution

  /// Made anew for each test: one that measures gradients moves the weights, and the tests run at the same time.
  private static func convolution(_ index: Int) -> Conv1D {
    seeded {
      switch index {
      case 0: Conv1D(inputSize: 2, outputSize: 3, kernelSize: 3)
      case 1: Conv1D(inputSize: 2, outputSize: 3, kernelSize: 3, stride: 2, padding: .same, activation: .tanh)
      case 2: Conv1D(inputSize: 2, outputSize: 1, kernelSize: 2, padding: .causal, dilation: 3, bias: false)
      default: Conv1D(inputSize: 4, outputSize: 6, kernelSize: 2, padding: .same, groups: 2)
      }
    }
  }

  /// The formula of ``Conv1D``, number by number; `before` steps of zeros stand in front.
  private func convolved(_ layer: Conv1D, _ x: Tensor, stride: Int, dilation: Int, before: Int) -> [Float] {
    let (weight, bias) = (layer.weight.value, layer.bias?.value)
    let (inputs, outputs) = (weight.shape[1], weight.shape[0] / layer.groups)
    return (0..<x.shape[0]).flatMap { row in
      (0..<layer.outputSteps(x.shape[1])).flatMap { window in
        (0..<layer.outputSize).map { output -> Float in
          var sum = bias.map { Double($0[output]) } ?? 0
          for input in 0..<inputs {
            for tap in 0..<weight.shape[2] {
              let step = window * stride + tap * dilation - before
              guard (0..<x.shape[1]).contains(step) else { continue }
              sum += Double(weight[output, input, tap]) * Double(x[row, step, output / outputs * inputs + input])
            }
          }
          return Float(sum)
        }
      }
    }
  }

  /// Eleven steps: with a stride of 2 and three taps, `same` puts one before and one behind; of two taps none before.
  @Test(arguments: [(0, 1, 1, 0, 9), (1, 2, 1, 1, 6), (2, 1, 3, 3, 11), (3, 1, 1, 0, 11)])
  func convolution(_ index: Int, stride: Int, dilation: Int, before: Int, windows: Int) {
    let layer = Self.convolution(index)
    let x = Tensor.test([2, 11, layer.inputSize])
    let y = layer(x)
    #expect(y.shape == [2, windows, layer.outputSize])
    let expected = layer.activation(
      Tensor(shape: y.shape, scalars: convolved(layer, x, stride: stride, dilation: dilation, before: before)))
    // Sums of at most a dozen products of size 1.
    #expect(y.distance(to: expected) < 2e-6)
  }

  @Test(arguments: 0..<4)
  func convolutionGradients(_ index: Int) throws {
    let layer = Self.convolution(index)
    let x = Tensor.test([2, 5, layer.inputSize])
    try expectParameterGradients(ParameterStore(layer)) { layer(x).fingerprint() }
    try expectInputGradients([x]) { layer($0[0]).fingerprint() }
  }

  // MARK: Pooling

  @Test func pooling() throws {
    let x = Tensor(shape: [1, 5, 1], scalars: [3, 1, 4, 1, 5])
    #expect(Pooling1D(.max, size: 2)(x).scalars == [3, 4])
    #expect(Pooling1D(.average, size: 2)(x).scalars == [2, 2.5])
    #expect(Pooling1D(.max, size: 3, stride: 1, padding: .same)(x).scalars == [3, 4, 4, 5, 5])
    // At the ends there are two steps of three.
    #expect(Pooling1D(.average, size: 3, stride: 2, padding: .same)(x).scalars == [2, 2, 3])
    // The largest is not zero where all are below.
    #expect(Pooling1D(.max, size: 2, padding: .same)(-x).scalars == [-1, -1, -5])
  }

  @Test(arguments: [Pooling1D.Kind.max, .average], [SequencePadding.valid, .same])
  func poolingGradients(_ kind: Pooling1D.Kind, _ padding: SequencePadding) throws {
    let layer = Pooling1D(kind, size: 3, stride: 2, padding: padding)
    // No two numbers are so close that the differences would find another largest.
    let x = Tensor(shape: [2, 6, 2], scalars: (0..<24).map { Float($0 * 7 % 24) / 4 })
    try expectInputGradients([x]) { layer($0[0]).fingerprint() }
  }

  // MARK: Batch normalization

  @Test func batchNormalizationInUse() {
    let layer = BatchNorm(size: 2, epsilon: 0.5)
    layer.runningMean.value = Tensor([1, -1])
    layer.runningVariance.value = Tensor([3.5, 0.5])
    layer.weight?.value = Tensor([2, 3])
    layer.bias?.value = Tensor([10, 20])
    // (3 - 1) / √4 · 2 + 10 and (0 + 1) / √1 · 3 + 20.
    #expect(layer(Tensor([[3, 0]])).scalars == [12, 23])
  }

  @Test func batchNormalizationInTraining() {
    let layer = BatchNorm(size: 1, momentum: 0.75, epsilon: 1e-6)
    let x = Tensor([[1], [3], [5], [7]])
    let y = withTraining { layer(x) }
    // Mean 4, variance 5.
    #expect(y.distance(to: (x - 4) / Float(5).squareRoot()) < 1e-6)
    #expect(layer.runningMean.value.scalars == [1])
    #expect(layer.runningVariance.value.scalars == [2])
  }

  @Test func onlyStepsThatCountAreMeasured() {
    let layer = BatchNorm(size: 1, momentum: 0, epsilon: 1e-6)
    let x = Tensor(shape: [2, 2, 1], scalars: [1, 100, 3, 5])
    _ = withTraining { layer(x, mask: SequenceMask(lengths: [1, 2], steps: 2)) }
    #expect(abs(layer.runningMean.value[0] - 3) < 1e-6)
    #expect(abs(layer.runningVariance.value[0] - 8 / 3) < 1e-6)
  }

  @Test func batchNormalizationGradients() throws {
    let layer = BatchNorm(size: 2)
    let store = ParameterStore(layer)
    // The running figures are no weights.
    #expect(store.parameters.map(\.name) == ["weight", "bias"])
    #expect(layer.namedParameters.count == 4)
    let x = Tensor.test([2, 3, 2])
    let mask = SequenceMask(lengths: [2, 3], steps: 3)
    try expectParameterGradients(store) { withTraining { layer(x).fingerprint() } }
    try expectInputGradients([x]) { input in withTraining { layer(input[0]).fingerprint() } }
    try expectInputGradients([x]) { input in withTraining { layer(input[0], mask: mask).fingerprint() } }
  }

  // MARK: Leaky rectification

  @Test func leakyReLU() throws {
    let layer = LeakyReLU(negativeSlope: 0.25)
    #expect(layer(Tensor([-4, 0, 2])).scalars == [-1, 0, 2])
    try expectInputGradients([Tensor([-3, -1, 2, 0.5])]) { layer($0[0]).fingerprint() }
  }

  @Test func reLU() throws {
    let layer = ReLU(maximum: 1, negativeSlope: 0.25, threshold: 0.5)
    #expect(layer(Tensor([-3.5, 0, 0.5, 0.75, 9])).scalars == [-1, -0.125, 0.5, 0.75, 1])
    try expectInputGradients([Tensor([-3, 0.25, 0.75, 2])]) { layer($0[0]).fingerprint() }
    let plain = ReLU(threshold: 1)(Tensor([-.infinity, 0.5, 1, .nan])).scalars
    #expect(plain.prefix(3) == [0, 0, 1] && plain[3].isNaN)
  }

  @Test func elu() throws {
    let layer = ELU(alpha: 0.5)
    let y = layer(Tensor([-1, 0, 2, -.infinity])).scalars
    // 0.5 (1/e - 1)
    #expect(abs(y[0] + 0.316_060_28) < 1e-7 && y.dropFirst() == [0, 2, -0.5])
    try expectInputGradients([Tensor([-3, -1, 2, 0.5])]) { layer($0[0]).fingerprint() }
    let large = Parameter(name: "x", shape: [1], initializer: .constant(200))
    try ParameterStore([NamedParameter(name: "x", parameter: large)]).withGradients { layer(large.value).sum() }
    #expect(large.gradient?.scalars == [1])
  }

  // MARK: Masked outputs

  @Test func maskedOutputsRepeatTheLast() throws {
    let zeros = Sequential([.masking(), .lstm(3, returnSequences: true)], inputShape: [5, 2])
    let repeats = Sequential(
      [.masking(), .lstm(3, returnSequences: true, zeroOutputForMask: false)], inputShape: [5, 2])
    repeats.copyParameters(from: zeros)
    var x = Tensor.test([1, 5, 2])
    for step in [0, 3, 4] {
      for feature in 0..<2 { x[0, step, feature] = 0 }
    }
    let (plain, repeated) = (try zeros.predict(x), try repeats.predict(x))
    #expect(repeated.step(0).scalars == [0, 0, 0])
    for step in [1, 2] { #expect(repeated.step(step) == plain.step(step)) }
    for step in [3, 4] { #expect(repeated.step(step) == plain.step(2)) }
    try expectParameterGradients(ParameterStore(repeats)) { repeats(LayerValue(x)).numbers.fingerprint() }
  }

  /// A model with all of these learns, and goes into a folder's weights with its running figures.
  @Test func aModelLearns() throws {
    let model = Sequential(
      [
        .conv1D(4, kernelSize: 3, padding: .same), .batchNormalization(momentum: 0.5), .activation(.relu),
        .maxPooling1D(2), .flatten(), .dense(1),
      ], inputShape: [8, 2])
    model.compile(optimizer: .adam(learningRate: 0.02), loss: .meanSquaredError)
    let x = Tensor.test([64, 8, 2])
    let y = x.sum(axes: 1, 2).reshaped([64, 1])
    let history = try model.fit(x, y, epochs: 30)
    #expect(try #require(history["loss"].last) < 0.2 * #require(history["loss"].first))
    let moved = model.namedParameters.first { $0.name.hasSuffix("running_var") }
    #expect(try #require(moved).parameter.value.scalars.allSatisfy { $0 != 1 })
  }
}
