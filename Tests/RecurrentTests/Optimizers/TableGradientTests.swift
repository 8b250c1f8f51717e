import Recurrent
import Testing

/// Of a table a step uses few rows. What is left out of clearing, norm and update must not show.
@Suite struct TableGradientTests {
  private let tokens: [IndexTensor] = [IndexTensor([7, 2, 7]), IndexTensor([0, 39]), IndexTensor([2])]

  /// The gradient of a sum of rows counts each token once; what the step before left is gone.
  @Test func onlyRowsInUseHaveAGradient() throws {
    let embedding = Embedding(count: 40, size: 3)
    let store = ParameterStore(embedding)
    for step in tokens {
      try store.withGradients { embedding(step).sum() }
      var expected = Tensor.zeros([40, 3])
      for token in step.scalars { for j in 0..<3 { expected[Int(token), j] += 1 } }
      #expect(embedding.weight.gradient == expected)
      let squares = expected.scalars.reduce(0) { $0 + $1 * $1 }
      // Sums of few small whole numbers: exact.
      #expect(store.gradientNorm() == Double(squares).squareRoot())
    }
  }

  /// The rows of both calls count in the norm, and are cleared.
  @Test func aTableUsedTwiceHasTheRowsOfBoth() throws {
    let embedding = Embedding(count: 40, size: 3)
    let store = ParameterStore(embedding)
    try store.withGradients { embedding(IndexTensor([7])).sum() + embedding(IndexTensor([2, 39])).sum() }
    #expect(store.gradientNorm() == 3)  // of nine ones
    store.clearGradients()
    #expect(embedding.weight.gradient == Tensor.zeros([40, 3]))
  }

  /// With and without a decay of zero effect: one looks at rows in use alone, the other at the whole table.
  @Test func updatesAreThoseOfTheWholeTable() throws {
    func trained(decay: Float) throws -> Tensor {
      try withRandomSource(RandomSource(seed: 3)) {
        let embedding = Embedding(count: 40, size: 3)
        let optimizer = SGD(ParameterStore(embedding), learningRate: 0.25, weightDecay: decay)
        for step in tokens {
          try optimizer.parameters.withGradients { (embedding(step) * embedding(step)).sum() }
          try optimizer.step(clippingNorm: 1)
        }
        return embedding.weight.value
      }
    }
    // A decay too small to change a float forces the pass over everything. It multiplies and subtracts in one rounding,
    // where rows take two: each of three updates may end at the neighbour of a float below 4, which is 2^-22 away.
    let (rows, table) = (try trained(decay: 0), try trained(decay: 1e-30))
    #expect(rows.distance(to: table) <= 3 * 0x1p-22)
    #expect(rows.scalars[3..<6] == table.scalars[3..<6])  // of no token
  }

  /// A decoder that shares the table adds to all of its rows, before the embedding adds to some.
  @Test func aSharedTableHasBothGradients() throws {
    let embedding = Embedding(count: 5, size: 3)
    let decoder = Dense(weight: embedding.weight, bias: false)
    let store = ParameterStore([NamedParameter(name: "weight", parameter: embedding.weight)])
    let hidden = Tensor([[1, 2, 4]])
    for token: Int32 in [3, 1] {
      try store.withGradients { decoder(hidden).sum() + embedding(IndexTensor([token])).sum() }
      var expected = Tensor(shape: [5, 3], scalars: Array(repeating: [1, 2, 4], count: 5).flatMap(\.self))
      for j in 0..<3 { expected[Int(token), j] += 1 }
      #expect(embedding.weight.gradient == expected)
    }
  }

  /// What a scope before left must not count where the first to add would set.
  @Test func aLayerUsedTwiceAddsTwice() throws {
    let dense = Dense(inputSize: 2, outputSize: 1, bias: false)
    let store = ParameterStore(dense)
    let x = Tensor([[3, 5]])
    for _ in 0..<2 {
      try store.withGradients { dense(x).sum() + dense(x).sum() }
      #expect(dense.weight.gradient == Tensor([[6, 10]]))
    }
    store.clearGradients()
    #expect(dense.weight.gradient == Tensor.zeros([1, 2]))
  }
}
