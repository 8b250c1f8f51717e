import Recurrent
import RecurrentLayers
import Testing

@Suite struct DropoutTests {
  private let ones = Tensor.ones([100, 100])

  @Test func isOffOutsideTraining() {
    #expect(Dropout(0.5)(ones) == ones)
    let layer = seeded { LSTM(inputSize: 2, hiddenSize: 3, layers: 2, dropout: 0.9, recurrentDropout: 0.9) }
    #expect(layer(.test([1, 3, 2])).output == layer(.test([1, 3, 2])).output)
  }

  /// Some rows of a batch are dropped as they are in the whole.
  @Test func aPartOfABatchTakesItsPartOfTheMask() {
    let x = Tensor.ones([6, 4, 5])
    let layers: [@Sendable (Tensor) -> Tensor] = [
      { Dropout(0.5)($0) }, { SpatialDropout1D(0.5)($0) },
      { x in
        seeded {
          RNN(inputSize: 5, hiddenSize: 3, direction: .bidirectional, inputDropout: 0.5, recurrentDropout: 0.5)
        }(x)
        .output
      },
    ]
    func run(_ layer: (Tensor) -> Tensor, _ x: Tensor) -> Tensor {
      withRandomSource(RandomSource(seed: 5)) { withTraining { layer(x) } }
    }
    for layer in layers {
      let whole = run(layer, x)
      for rows in [0..<2, 2..<6, 3..<4] {
        let part = withBatchRows(BatchRows(rows, of: 6)) { run(layer, x.slice(rows, axis: 0)) }
        #expect(part == whole.slice(rows, axis: 0))
      }
      let chosen = withBatchRows(BatchRows([1, 2, 5], of: 6)) { run(layer, x.slice(0..<3, axis: 0)) }
      #expect(chosen.slice(2..<3, axis: 0) == whole.slice(5..<6, axis: 0))
    }
  }

  /// README's own loop: dropout of every kind is active in it, and off again after it.
  @Test func isOnWhereGradientsAreComputed() throws {
    struct Model: Module {
      let input = SpatialDropout1D(0.5)
      let rnn = RNN(inputSize: 2, hiddenSize: 2, layers: 2, dropout: 0.5, inputDropout: 0.5, recurrentDropout: 0.5)
      let dropout = Dropout(0.5)
    }
    let model = seeded { Model() }
    let store = ParameterStore(model)
    let x = Tensor.ones([16, 8, 2])
    let layers: [@Sendable (Tensor) -> Tensor] = [
      { model.input($0) }, { model.dropout($0) }, { model.rnn($0).output },
    ]
    for layer in layers {
      let plain = layer(x)
      var (dropped, inUse, again) = (plain, plain, plain)
      try store.withGradients {
        dropped = layer(x)
        inUse = withInference { layer(x) }
        again = withInference { withTraining { layer(x) } }
        return model.rnn(x).output.sum()
      }
      #expect(dropped != plain && again != plain && again != dropped)
      #expect(inUse == plain && layer(x) == plain)
    }
  }

  /// Each of the layer's three rates does something in a training step, each by itself.
  @Test func everyRateOfARecurrentLayerIsHeeded() throws {
    let layers = [
      GRU(inputSize: 3, hiddenSize: 4, layers: 2, dropout: 0.5),
      GRU(inputSize: 3, hiddenSize: 4, inputDropout: 0.5),
      GRU(inputSize: 3, hiddenSize: 4, recurrentDropout: 0.5),
    ]
    let x = Tensor.ones([8, 3, 3])
    for layer in layers {
      let store = ParameterStore(layer)
      let losses = try (0..<3).map { _ in try store.withGradients { layer(x).output.sum() } }
      #expect(Set(losses).count == 3)
    }
  }

  /// The gradients of a trained model by its input are those of the model in use.
  @Test func isOffForGradientsAtInputs() {
    let gradient = gradients(at: [ones]) { Dropout(0.5)($0[0]).sum() }.gradients[0]
    #expect(gradient == ones)
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
