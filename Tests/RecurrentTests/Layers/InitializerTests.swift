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
