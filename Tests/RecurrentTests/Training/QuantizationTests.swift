import Recurrent
import Testing

/// Weights of int8: the products of the weights that they were made from, bit for bit.
@Suite struct QuantizationTests {
  private let x = Tensor.test([7, 9, 3])

  private func model() -> Sequential {
    seeded {
      let model = Sequential(
        [.bidirectional(.lstm(24, returnSequences: true)), .gru(17), .layerNormalization(), .dense(5)],
        inputShape: [9, 3])
      model.compile(loss: .meanSquaredError)
      return model
    }
  }

  @Test func productsAreThoseOfTheOriginalWeights() throws {
    let model = model()
    let expected = try withCompute(Compute(precision: .int8)) { try model.predict(x) }
    let quantized = model.quantized()
    #expect(quantized.isQuantized && !model.isQuantized)
    #expect(try quantized.predict(x) == expected)
    // Whoever asks for float32 gets it, of the rounded weights.
    let float32 = try withCompute(Compute(precision: .float32)) { try quantized.predict(x) }
    #expect(float32 != expected)
    #expect(float32.distance(to: expected) < 0x1p-4)
  }

  @Test func streamsMultiplyInt8Too() throws {
    let lstm = seeded { LSTM(inputSize: 6, hiddenSize: 40) }
    func steps() throws -> [Tensor] {
      let stream = RecurrentStream([.recurrent(lstm)])
      var state = stream.initialState()
      return try (0..<3).map { try stream.step(Tensor.test([1, 6]) * Float($0 + 1), state: &state) }
    }
    let expected = try withCompute(Compute(precision: .int8), steps)
    #expect(try steps() != expected)
    lstm.quantize()
    #expect(try steps() == expected)
  }

  /// The scale of a rounded row is that of the row, whatever its last bits: of 60,000 rows of all magnitudes each stays.
  @Test func toRoundTwiceChangesNothing() {
    let dense = Dense(inputSize: 3, outputSize: 60_000, bias: false)
    var random = RandomGenerator(seed: 5)
    var weights = dense.weight.value
    weights.withUnsafeMutableScalars { weights in
      for index in weights.indices {
        let size = Float(sign: .plus, exponent: index / 3 % 240 - 120, significand: 1)
        weights[index] = Float.random(in: -1...1, using: &random) * size
      }
    }
    dense.weight.value = weights
    dense.quantize()
    let once = dense.weight.value
    dense.quantize()
    #expect(dense.weight.value == once)
    #expect(once != weights)
  }

  @Test func biasesAndNormsStay() {
    let (model, quantized) = (model(), model().quantized())
    for (a, b) in zip(model.namedParameters, quantized.namedParameters) {
      #expect(b.parameter.isQuantized == (a.parameter.shape.count > 1), "\(a.name)")
      #expect((a.parameter.value == b.parameter.value) == (a.parameter.shape.count == 1), "\(a.name)")
    }
  }

  /// A row without a number above 0, and one too small for a scale, are zeros.
  @Test func rowsOfNothingAreZeros() {
    let dense = Dense(inputSize: 2, outputSize: 3, bias: false)
    dense.weight.value = Tensor([[0, 0], [1e-38, -1e-38], [3, -1]])
    dense.quantize()
    #expect(dense.weight.value.slice(0..<2, axis: 0) == Tensor.zeros([2, 2]))
    #expect(dense(Tensor([[1, 1]]))[0, 0] == 0)
  }

  @Test func quantizedWeightsDoNotLearn() throws {
    let quantized = model().quantized()
    #expect(throws: TrainingError.quantizedWeights) {
      try quantized.fit(x, Tensor.zeros([7, 5]), epochs: 1, verbose: false)
    }
    // New values are no longer of int8.
    for parameter in quantized.parameters { parameter.value = parameter.value * 1 }
    #expect(!quantized.isQuantized)
    #expect(throws: Never.self) { try quantized.fit(x, Tensor.zeros([7, 5]), epochs: 1, verbose: false) }
  }

  @Test func aFrozenModelStaysWhatItWas() throws {
    let lstm = seeded { LSTM(inputSize: 3, hiddenSize: 20) }
    let (frozen, before) = (lstm.frozen(), lstm(x).output)
    lstm.quantize()
    #expect(frozen { $0(x).output } == before)
    #expect(lstm(x).output != before)
    #expect(lstm.frozen()({ $0.isQuantized }))
  }
}
