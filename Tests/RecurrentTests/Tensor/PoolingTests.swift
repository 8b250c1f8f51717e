import Recurrent
import Testing

/// The largest value and the mean over time, of the steps that count.
@Suite struct PoolingTests {
  private let x = Tensor([[[1, -5], [3, -7], [9, 9]], [[4, -1], [2, -1], [0, 0]], [[7, 7], [7, 7], [7, 7]]])

  @Test func onlyTheStepsThatCountAreSeen() {
    let lengths = [2, 3, 0]
    #expect(x.maxOverTime(lengths: lengths) == Tensor([[3, -5], [4, 0], [0, 0]]))
    // A product with 1 / 3, not a division.
    #expect(x.meanOverTime(lengths: lengths).distance(to: Tensor([[2, -6], [2, -2.0 / 3], [0, 0]])) < 1e-6)
    #expect(x.maxOverTime() == Tensor([[9, 9], [4, 0], [7, 7]]))
  }

  /// The first and the last step, the middle one, none.
  @Test func aMaskMayHaveGaps() throws {
    let counts = [true, false, true, false, true, false, false, false, false]
    let mask = SequenceMask(batch: 3, steps: 3, counts: counts)
    #expect(x.maxOverTime(mask: mask) == Tensor([[9, 9], [2, -1], [0, 0]]))
    #expect(x.meanOverTime(mask: mask).distance(to: Tensor([[5, 2], [2, -1], [0, 0]])) < 1e-6)
    try expectInputGradients([x]) { $0[0].maxOverTime(mask: mask).fingerprint() }
    try expectInputGradients([x]) { $0[0].meanOverTime(mask: mask).fingerprint() }
  }

  @Test func theGradientOfTheLargestGoesToTheFirstOfEqualOnes() {
    let (_, gradients) = gradients(at: [x]) { $0[0].maxOverTime(lengths: [2, 2, 1]).sum() }
    #expect(
      gradients[0]
        == Tensor([[[0, 1], [1, 0], [0, 0]], [[1, 1], [0, 0], [0, 0]], [[1, 1], [0, 0], [0, 0]]]))
  }

  @Test(arguments: [nil, [4, 1, 0]])
  func gradientsAreTheSlopes(lengths: [Int]?) throws {
    // Apart by more than the steps of the differences, so that the largest stays the largest.
    let order: [Float] = [3, 11, 7, 1, 9, 5, 22, 14, 0, 8, 16, 2, 10, 18, 4, 12, 20, 6, 15, 13, 17, 19, 21, 23]
    let y = Tensor(shape: [3, 4, 2], scalars: order.map { $0 / 4 })
    try expectInputGradients([y]) { $0[0].maxOverTime(lengths: lengths).fingerprint() }
    try expectInputGradients([y]) { $0[0].meanOverTime(lengths: lengths).fingerprint() }
  }
}
