import Recurrent
import Testing

@Suite struct InitializerTests {
  private func values(_ initializer: Initializer, _ shape: [Int]) -> Tensor {
    seeded { Parameter(name: "weight", shape: shape, initializer: initializer).value }
  }

  @Test func uniformFillsItsRange() {
    let scalars = values(.uniform(-0.25...0.5), [10_000]).scalars
    #expect(scalars.allSatisfy { (-0.25...0.5).contains($0) })
    // The gaps at the ends: 10,000 draws leave out 0.001 of the range with a chance of e^-10.
    #expect(scalars.min()! < -0.249 && scalars.max()! > 0.499)
    // Four standard errors of the mean: 0.75 / sqrt(12 * 10,000).
    #expect(abs(scalars.reduce(0, +) / 10_000 - 0.125) < 0.0087)
  }

  @Test func normalHasMeanAndDeviation() {
    let scalars = values(.normal(mean: 2, standardDeviation: 0.5), [10_000]).scalars
    let mean = scalars.reduce(0, +) / 10_000
    #expect(abs(mean - 2) < 0.02)
    let variance = scalars.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 10_000
    // Four standard errors of a variance: 4 * 0.25 * sqrt(2 / 10,000).
    #expect(abs(variance - 0.25) < 0.0142)
  }

  @Test func glorotsBoundIsOfInputsAndOutputs() {
    let scalars = values(.glorotUniform, [100, 50]).scalars
    let bound = Float(6.0 / 150).squareRoot()
    #expect(scalars.allSatisfy { abs($0) <= bound })
    #expect(scalars.map(abs).max()! > 0.99 * bound)
  }

  private static let variances: [(Initializer, Float)] = [
    (.lecunUniform, 0.02), (.lecunNormal, 0.02), (.heUniform, 0.04), (.heNormal, 0.04), (.glorotUniform, 0.008),
    (.glorotNormal, 0.008),
  ]

  /// Keras's variances for 200 outputs of 50 inputs: 1 / inputs, 2 / inputs, 2 / (inputs + outputs).
  @Test(arguments: variances)
  func variancesFollowTheSizes(_ initializer: Initializer, _ expected: Float) {
    let scalars = values(initializer, [200, 50]).scalars
    let mean = scalars.reduce(0, +) / 10_000
    let variance = scalars.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 10_000
    // Four standard errors, those of a normal distribution's variance, which are the largest here.
    #expect(abs(variance - expected) < 4 * expected * (2.0 / 10_000 as Float).squareRoot())
    #expect(abs(mean) < 4 * (expected / 10_000).squareRoot())
    // Even: ±√3 deviations. Truncated: ±2 deviations of what is truncated, which are wider.
    let isEven = [.lecunUniform, .heUniform, .glorotUniform].contains(initializer)
    let bound = expected.squareRoot() * (isEven ? Float(3).squareRoot() : 2 / 0.87962566)
    #expect(scalars.allSatisfy { abs($0) <= bound * 1.000001 } && scalars.map(abs).max()! > 0.97 * bound)
  }

  /// A bound of √(3 / fan) for 200 outputs of 50 inputs.
  @Test(arguments: [(Initializer.Fan.inputs, Float(50)), (.outputs, 200), (.average, 125)])
  func scalingByAFan(_ fan: Initializer.Fan, _ size: Float) {
    let scalars = values(.varianceScaling(scale: 1, fan: fan, distribution: .uniform), [200, 50]).scalars
    let bound = (3 / size).squareRoot()
    #expect(scalars.allSatisfy { abs($0) <= bound * 1.000001 } && scalars.map(abs).max()! > 0.99 * bound)
  }

  @Test func truncatedNormalKeepsToTwoDeviations() {
    let scalars = values(.truncatedNormal(mean: 1, standardDeviation: 0.5), [10_000]).scalars
    #expect(scalars.allSatisfy { (0...2).contains($0) })
    #expect(scalars.min()! < 0.05 && scalars.max()! > 1.95)
  }

  @Test func identityIsTheFirstGates() {
    #expect(values(.identity(2), [4, 2]) == Tensor([[2, 0], [0, 2], [0, 0], [0, 0]]))
    #expect(values(.identity(), [2, 3]) == Tensor([[1, 0, 0], [0, 1, 0]]))
    #expect(values(.ones, [3]).scalars == [1, 1, 1])
  }

  @Test(arguments: [[12, 3], [3, 12], [5, 5], [1, 4], [4, 1]])
  func orthogonalIsOrthogonal(_ shape: [Int]) {
    let matrix = values(.orthogonal, shape)
    let product = shape[0] >= shape[1] ? matrix.transposed().matmul(matrix) : matrix.matmul(matrix, transposed: true)
    for row in 0..<product.shape[0] {
      for column in 0..<product.shape[1] {
        // Vectors rounded to single precision: a few times 2^-24.
        #expect(abs(product[row, column] - (row == column ? 1 : 0)) < 5e-7)
      }
    }
  }

  @Test func pytorchsScheme() {
    let layer = seeded { LSTM(inputSize: 100, hiddenSize: 25) }
    for parameter in layer.parameters {
      let scalars = parameter.value.scalars
      #expect(scalars.allSatisfy { abs($0) <= 0.2 })
      #expect(scalars.map(abs).max()! > 0.19)
    }
    let dense = seeded { Dense(inputSize: 100, outputSize: 10) }
    #expect(dense.weight.value.scalars.allSatisfy { abs($0) <= 0.1 })
    #expect(dense.bias!.value.scalars.allSatisfy { abs($0) <= 0.1 })
  }

  @Test func kerassScheme() {
    let layer = seeded { LSTM(inputSize: 3, hiddenSize: 4, initializers: .keras) }
    #expect(layer.parameters[2].value.scalars == [0, 0, 0, 0, 1, 1, 1, 1] + [Float](repeating: 0, count: 8))
    #expect(layer.parameters[3].value.scalars.allSatisfy { $0 == 0 })
    let recurrent = layer.parameters[1].value
    #expect(recurrent.transposed().matmul(recurrent).distance(to: Tensor(identity: 4)) < 5e-7)
    let gru = GRU(inputSize: 3, hiddenSize: 4, initializers: .keras)
    #expect(gru.parameters[2].value.scalars.allSatisfy { $0 == 0 })
  }

  @Test func theSameSeedGivesTheSameModel() {
    let build = { (seed: UInt64) in
      seeded(seed) { ParameterStore(LSTM(inputSize: 3, hiddenSize: 4, layers: 2, initializers: .keras)).values }
    }
    #expect(build(3) == build(3))
    #expect(build(3) != build(4))
  }
}

extension Tensor {
  fileprivate init(identity size: Int) {
    self.init((0..<size).map { row in (0..<size).map { $0 == row ? 1 : 0 } })
  }
}
