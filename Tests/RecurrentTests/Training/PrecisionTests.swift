import Recurrent
import Testing

/// Training with bfloat16 products: the same on any number of threads, near float32, and as good.
@Suite struct PrecisionTests {
  private func model() -> Sequential {
    seeded {
      let model = Sequential([.lstm(24, returnSequences: true), .gru(17), .dense(1)], inputShape: [9, 3])
      model.compile(optimizer: .adam(learningRate: 0.01), loss: .meanSquaredError)
      return model
    }
  }

  private let x = Tensor.test([48, 9, 3])
  private var y: Tensor { x.sum(axes: 1, 2).reshaped([48, 1]) * 0.2 }

  private func trained(_ precision: Precision, threads: Int = 1) throws -> (model: Sequential, loss: Double) {
    try withCompute(Compute(threads: threads, precision: precision)) {
      let model = model()
      let history = try model.fit(x, y, batchSize: 16, epochs: 40, shuffle: false, verbose: false)
      return (model, history["loss"].last ?? .infinity)
    }
  }

  @Test func otherThreadsSameBits() throws {
    let one = try trained(.bf16).model
    let three = try trained(.bf16, threads: 3).model
    for (a, b) in zip(one.namedParameters, three.namedParameters) {
      #expect(a.parameter.value == b.parameter.value, "\(a.name)")
    }
  }

  /// Eight binary digits of each factor: a product is off by 2^-8 at most, and a sum of many by less.
  @Test func isNearFloat32ButNotIt() throws {
    let model = model()
    let exact = try model.predict(x)
    let near = try withCompute(Compute(precision: .bf16)) { try model.predict(x) }
    #expect(near != exact)
    #expect(near.distance(to: exact) < 0x1p-7)
  }

  /// A step of 1/127 of the largest of each row, and many of them in a sum.
  @Test func int8IsNearToo() throws {
    let model = model()
    let exact = try model.predict(x)
    let near = try withCompute(Compute(precision: .int8)) { try model.predict(x) }
    #expect(near != exact)
    #expect(near.distance(to: exact) < 0x1p-5)
  }

  @Test func int8CannotTrain() {
    #expect(throws: TrainingError.noGradients(.int8)) {
      try withCompute(Compute(precision: .int8)) { try model().fit(x, y, epochs: 1, verbose: false) }
    }
  }

  @Test func learnsAsWell() throws {
    let (float32, bf16) = (try trained(.float32).loss, try trained(.bf16).loss)
    #expect(bf16 < 1.25 * float32)
  }
}
