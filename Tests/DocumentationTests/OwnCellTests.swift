import Recurrent
import Testing

/// The cells of the article "A cell of your own" do what it says.
@Suite struct OwnCellTests {
  /// Sums of two marked numbers (Hochreiter and Schmidhuber 1997).
  private func addingProblem(batches: Int, steps: Int, seed: UInt64) -> [(x: Tensor, y: Tensor)] {
    var random = RandomGenerator(seed: seed)
    return (0..<batches).map { _ in
      let numbers = Tensor.uniform([32, steps, 1], in: 0...1, using: &random)
      var (marks, sums) = (Tensor.zeros([32, steps, 1]), Tensor.zeros([32, 1]))
      for row in 0..<32 {
        let (first, second) = (random.nextIndex(below: steps / 2), steps / 2 + random.nextIndex(below: steps / 2))
        for step in [first, second] {
          marks[row, step, 0] = 1
          sums[row, 0] += numbers[row, step, 0]
        }
      }
      return (Tensor(concatenating: [numbers, marks], axis: 2), sums)
    }
  }

  private func meanError(_ model: TwoLayers, on batches: [(x: Tensor, y: Tensor)]) -> Float {
    batches.reduce(0) { $0 + meanSquaredError(model($1.x), targets: $1.y).item } / Float(batches.count)
  }

  /// The mean of the two sums is 1, their variance 1/6.
  @Test func twoLayersLearnToAdd() throws {
    let model = try withRandomSource(RandomSource(seed: 1)) {
      try trainTwoLayers(addingProblem(batches: 400, steps: 20, seed: 1))
    }
    let error = meanError(model, on: addingProblem(batches: 5, steps: 20, seed: 2))
    #expect(error < 0.02, "\(error)")
  }

  @Test func gradientsAreSlopes() {
    let (cell, small) = withRandomSource(RandomSource(seed: 3)) {
      (MGU(inputSize: 2, hiddenSize: 3), MinGRU(inputSize: 2, hiddenSize: 3))
    }
    var random = RandomGenerator(seed: 4)
    let x = Tensor.uniform([2, 5, 2], in: -1...1, using: &random)
    for layer in [{ cell($0) }, { small($0) }] as [(Tensor) -> Tensor] {
      func loss(_ x: Tensor) -> Tensor { layer(x).squared().sum() }
      let slopes = gradients(at: [x]) { loss($0[0]) }.gradients[0].scalars
      for index in slopes.indices {
        func moved(_ offset: Float) -> Double {
          var moved = x
          moved.withUnsafeMutableScalars { $0[index] += offset }
          return Double(loss(moved).item)
        }
        // Of a sum of 30 squares below 1, in single precision, over a way of 1/16; the next term of the series is h².
        let difference = (moved(1 / 32) - moved(-1 / 32)) * 16
        #expect(abs(Double(slopes[index]) - difference) < 1e-3)
      }
    }
  }

  @Test func aQuantiserLetsTheGradientPass() {
    let (y, slopes) = gradients(at: [Tensor([0.2, 0.7])]) { (rounded($0[0]) * 3).sum() }
    #expect(y.item == 3 && slopes[0].scalars == [3, 3])
  }

  @Test func theLikelihoodIsLeastAtTheTruth() {
    let targets = Tensor([1, 3])
    let best = gaussianLoss(mean: Tensor([2]), logDeviation: Tensor([0]), targets: targets).item
    for mean: Float in [1.5, 2.5] {
      #expect(gaussianLoss(mean: Tensor([mean]), logDeviation: Tensor([0]), targets: targets).item > best)
    }
  }
}
