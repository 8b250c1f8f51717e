import Recurrent
import Testing

@Suite struct DropoutTests {
  private let ones = Tensor.ones([100, 100])

  @Test func isOffOutsideTraining() {
    #expect(Dropout(0.5)(ones) == ones)
    let layer = seeded { LSTM(inputSize: 2, hiddenSize: 3, layers: 2, dropout: 0.9, recurrentDropout: 0.9) }
    #expect(layer(.test([1, 3, 2])).output == layer(.test([1, 3, 2])).output)
  }

  @Test(arguments: [Float(0.1), 0.5, 0.8])
  func dropsTheShareAndKeepsTheMean(_ probability: Float) {
    let dropped = seeded { withTraining { Dropout(probability)(ones) } }
    let zeros = dropped.scalars.filter { $0 == 0 }.count
    // Four standard deviations of a binomial count of 10,000.
    let tolerance = 4 * (10_000 * probability * (1 - probability)).squareRoot()
    #expect(abs(Float(zeros) - 10_000 * probability) < tolerance)
    #expect(abs(dropped.mean().item - 1) < tolerance / 10_000 / (1 - probability))
    let kept = Set(dropped.scalars).subtracting([0])
    #expect(kept == [1 / (1 - probability)])
  }

  @Test func sameSeedSameMask() {
    let mask = { (seed: UInt64) in seeded(seed) { withTraining { Dropout(0.5)(ones) } } }
    #expect(mask(1) == mask(1))
    #expect(mask(1) != mask(2))
  }

  @Test func theGradientGoesWhereTheValueWent() {
    var output = Tensor(0)
    let gradient = gradients(at: [ones]) { inputs in
      output = seeded { withTraining { Dropout(0.5)(inputs[0]) } }
      return output.sum()
    }.gradients[0]
    #expect(gradient == output.detached())
  }

  /// Recurrent and input masks are one for the sequence: an input feature dropped is dropped at every step.
  @Test func inputDropoutIsOneMaskASequence() {
    // No recurrence and a positive weight: output t is zero exactly where the feature is dropped.
    let layer = RNN(inputSize: 1, hiddenSize: 1, inputDropout: 0.5, activation: .linear, bias: .none)
    for parameter in layer.parameters { parameter.value = Tensor([[parameter.name.contains("ih") ? 1 : 0]]) }
    let output = seeded { withTraining { layer(Tensor.ones([64, 5, 1])).output } }
    let rows = (0..<64).map { row in (0..<5).map { output[row, $0, 0] } }
    #expect(rows.allSatisfy { Set($0).count == 1 })
    #expect(Set(rows.map { $0[0] }) == [0, 2])
  }
}
