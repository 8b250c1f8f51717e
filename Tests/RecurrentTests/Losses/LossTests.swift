import Foundation
import Recurrent
import Testing

@Suite struct LossTests {
  let logits = Tensor.test([3, 4], in: -2...2)
  let targets = IndexTensor([2, -1, 0])

  /// -log softmax in double, formula by formula.
  private func nats(row: Int, target: Int) -> Double {
    let exponentials = (0..<4).map { exp(Double(logits[row, $0])) }
    return -log(exponentials[target] / exponentials.reduce(0, +))
  }

  @Test func sparseTargetsIgnoreWhatTheyShould() {
    let sum = nats(row: 0, target: 2) + nats(row: 2, target: 0)
    // A float has 24 bits: 6e-8 of a loss of size 3.
    #expect(abs(Double(softmaxCrossEntropy(logits, targets: targets).item) - sum / 2) < 5e-7)
    #expect(abs(Double(softmaxCrossEntropy(logits, targets: targets, reduction: .sum).item) - sum) < 1e-6)
    let other = IndexTensor([2, 3, 0])
    #expect(
      softmaxCrossEntropy(logits, targets: other, ignoring: 3).item
        == softmaxCrossEntropy(logits, targets: targets).item)
    #expect(softmaxCrossEntropy(logits, targets: IndexTensor([-1, -1, -1])).item == 0)
  }

  @Test func oneHotTargetsAgreeWithSparseOnes() {
    let oneHot = Tensor([[0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0]])
    let sparse = IndexTensor([2, 1, 0])
    for reduction in [Reduction.mean, .sum] {
      let (a, gradientsA) = gradients(at: [logits]) {
        softmaxCrossEntropy($0[0], probabilities: oneHot, reduction: reduction)
      }
      let (b, gradientsB) = gradients(at: [logits]) {
        softmaxCrossEntropy($0[0], targets: sparse, reduction: reduction)
      }
      #expect(abs(a.item - b.item) < 1e-6)
      #expect(gradientsA[0].distance(to: gradientsB[0]) < 2e-7)
    }
  }

  @Test func hugeLogitsStayFinite() {
    let huge = Tensor([[1e4, -1e4, 0]])
    #expect(softmaxCrossEntropy(huge, targets: IndexTensor([1])).item == 2e4)
    #expect(softmaxCrossEntropy(huge, probabilities: Tensor([[0, 0.5, 0.5]])).item == 1.5e4)
  }

  @Test func slopes() throws {
    let smooth = Tensor([[0.7, 0.1, 0.1, 0.1], [0.25, 0.25, 0.25, 0.25], [0, 0, 0.5, 0.5]])
    for reduction in [Reduction.mean, .sum] {
      try expectInputGradients([logits]) { softmaxCrossEntropy($0[0], targets: targets, reduction: reduction) * 2 }
      try expectInputGradients([logits]) {
        softmaxCrossEntropy($0[0], probabilities: smooth, reduction: reduction) * 2
      }
      try expectInputGradients([logits, smooth]) {
        meanSquaredError($0[0], targets: $0[1], reduction: reduction) * 0.5
      }
    }
  }

  @Test func meanSquaredErrorByHand() {
    let (loss, slopes) = gradients(at: [Tensor([1, 2, 4])]) {
      meanSquaredError($0[0], targets: Tensor([1, 0, 1]))
    }
    #expect(loss == Tensor(Float(13) / 3))
    #expect(slopes[0].scalars == [0, 4 / 3, 2])
  }

  /// 300 rows of 5,000 classes are two blocks.
  @Test func withoutGradientsTheLossIsTakenBlockByBlock() {
    let layer = seeded { Dense(inputSize: 3, outputSize: 5000) }
    let x = Tensor.test([300, 3])
    let targets = IndexTensor((0..<300).map { $0 % 7 == 3 ? -1 : Int32($0 * 16) })
    for reduction in [Reduction.mean, .sum] {
      let whole = softmaxCrossEntropy(layer(x), targets: targets, reduction: reduction)
      #expect(layer.softmaxCrossEntropy(of: x, targets: targets, reduction: reduction) == whole)
    }
    var spoilt = x
    spoilt.withUnsafeMutableScalars { $0[$0.count - 1] = .nan }
    #expect(layer.softmaxCrossEntropy(of: spoilt, targets: targets).item.isNaN)
  }

  @Test func projectionAndLossInOneAgreeWithTheTwo() throws {
    let layer = seeded { Dense(inputSize: 3, outputSize: 4) }
    let store = ParameterStore(layer)
    let x = Tensor.test([3, 3])
    let apart = gradients(at: [x]) { softmaxCrossEntropy(layer($0[0]), targets: targets) * 2 }
    let gradientsApart = store.parameters.map { $0.parameter.gradient }
    store.clearGradients()
    let fused = gradients(at: [x]) { layer.softmaxCrossEntropy(of: $0[0], targets: targets) * 2 }
    #expect(fused.loss == apart.loss)
    #expect(fused.gradients == apart.gradients)
    #expect(store.parameters.map { $0.parameter.gradient } == gradientsApart)
    #expect(layer.softmaxCrossEntropy(of: x, targets: targets) * 2 == apart.loss)
    try expectParameterGradients(store) { layer.softmaxCrossEntropy(of: x, targets: targets) * 0.5 }
  }
}
