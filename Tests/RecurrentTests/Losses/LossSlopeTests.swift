import Recurrent
import Testing

/// The gradients of the losses that bend or end somewhere, by central differences away from there; and what does not
/// count.
@Suite struct LossSlopeTests {
  /// Differences of 0.4 and 1.5: none within 1/16 of 0 or of delta.
  private let predictions = Tensor([[0.9, -1.1], [2, 0.5], [-0.6, 1.2]])
  private let targets = Tensor([[0.5, 0.4], [0.5, 0.1], [-0.2, 2.7]])
  private let weights = Tensor([0.5, 2, 1.5])
  /// One step a row: a mask of examples.
  private let mask = SequenceMask(batch: 3, steps: 1, counts: [true, false, true])

  static let options: [(Reduction, Bool, Bool)] = Reduction.allCases.flatMap { reduction in
    [(reduction, false, false), (reduction, true, false), (reduction, false, true), (reduction, true, true)]
  }

  @Test(arguments: options) func differences(_ reduction: Reduction, weighted: Bool, masked: Bool) throws {
    let (weights, mask) = (weighted ? weights : nil, masked ? mask : nil)
    // The gradient flows into the targets too.
    try expectInputGradients([predictions, targets]) {
      meanSquaredError($0[0], targets: $0[1], weights: weights, mask: mask, reduction: reduction) * 0.5
    }
    try expectInputGradients([predictions, targets]) {
      meanAbsoluteError($0[0], targets: $0[1], weights: weights, mask: mask, reduction: reduction) * 0.5
    }
    try expectInputGradients([predictions, targets]) {
      huberLoss($0[0], targets: $0[1], delta: 0.8, weights: weights, mask: mask, reduction: reduction) * 0.5
    }
  }

  @Test(arguments: options) func probabilities(_ reduction: Reduction, weighted: Bool, masked: Bool) throws {
    let (weights, mask) = (weighted ? weights : nil, masked ? mask : nil)
    // Far enough from 0 that a logarithm's fifth derivative, 24 / p^5, leaves the differences their digits.
    let p = Tensor([[0.7, 0.8, 0.75], [0.9, 0.7, 0.8], [0.75, 0.9, 0.7]])
    let labels = IndexTensor([2, 0, -1])
    try expectInputGradients([p]) {
      categoricalCrossEntropy(
        $0[0], targets: labels, labelSmoothing: 0.2, weights: weights, mask: mask, reduction: reduction) * 0.2
    }
    let spread = Tensor([[0.2, 0.3, 0.5], [1, 0, 0], [0, 0.6, 0.4]])
    try expectInputGradients([p]) {
      categoricalCrossEntropy(
        $0[0], targets: spread, weights: weights, mask: mask, reduction: reduction) * 0.2
    }
    let middle = Tensor([[0.45, 0.5], [0.55, 0.4], [0.5, 0.6]])
    try expectInputGradients([middle]) {
      binaryCrossEntropy(
        $0[0], targets: Tensor([[0, 1], [1, 0.3], [0, 1]]), labelSmoothing: 0.1, weights: weights, mask: mask,
        reduction: reduction) * 0.01
    }
  }

  @Test(arguments: options) func logits(_ reduction: Reduction, weighted: Bool, masked: Bool) throws {
    let (weights, mask) = (weighted ? weights : nil, masked ? mask : nil)
    let x = Tensor.test([3, 4], in: -2...2)
    try expectInputGradients([x]) {
      softmaxCrossEntropy(
        $0[0], targets: IndexTensor([1, 3, 9]), ignoring: 9, labelSmoothing: 0.2, weights: weights, mask: mask,
        reduction: reduction)
    }
    let smooth = Tensor([[0.7, 0.1, 0.1, 0.1], [0.25, 0.25, 0.25, 0.25], [0, 0, 0.5, 0.5]])
    try expectInputGradients([x]) {
      softmaxCrossEntropy(
        $0[0], probabilities: smooth, labelSmoothing: 0.1, weights: weights, mask: mask, reduction: reduction)
    }
    try expectInputGradients([x]) {
      sigmoidCrossEntropy(
        $0[0], targets: smooth, labelSmoothing: 0.1, weights: weights, mask: mask, reduction: reduction) * 0.5
    }
  }

  @Test func whatIsMaskedMayBeAnything() {
    var spoilt = predictions
    spoilt.withUnsafeMutableScalars { $0[2] = .nan }
    let whole = meanSquaredError(
      Tensor([[0.9, -1.1], [-0.6, 1.2]]), targets: Tensor([[0.5, 0.4], [-0.2, 2.7]]))
    let (loss, slopes) = gradients(at: [spoilt]) { meanSquaredError($0[0], targets: targets, mask: mask) }
    #expect(abs(loss.item - whole.item) < 1e-6)
    #expect(slopes[0].scalars[2] == 0 && slopes[0].scalars[3] == 0)
    let logits = Tensor([[1, 2], [.nan, 0], [0, 3]])
    let labels = IndexTensor([0, 1, 1])
    let (masked, gradient) = gradients(at: [logits]) { softmaxCrossEntropy($0[0], targets: labels, mask: mask) }
    #expect(masked.item.isFinite && gradient[0].scalars[2] == 0)
    #expect(softmaxCrossEntropy(logits, targets: IndexTensor([0, -1, 1]), weights: weights).item.isFinite)
  }

  @Test func weightsOfClasses() {
    let labels = IndexTensor([0, 2, -1, 5])
    #expect(labels.weights(ofClasses: [0.5, 1, 3]).scalars == [0.5, 3, 1, 1])
  }

  @Test func aBatchThatDoesNotCountCostsNothing() {
    let none = SequenceMask(batch: 3, steps: 1, counts: [false, false, false])
    for reduction in Reduction.allCases {
      let (loss, slopes) = gradients(at: [predictions]) {
        huberLoss($0[0], targets: targets, mask: none, reduction: reduction)
      }
      #expect(loss.item == 0 && slopes[0] == Tensor.zeros([3, 2]))
    }
  }

  @Test func certaintyStaysFinite() {
    #expect(sigmoidCrossEntropy(Tensor([1e4, -1e4]), targets: Tensor([1, 0])).item == 0)
    #expect(sigmoidCrossEntropy(Tensor([1e4, -1e4]), targets: Tensor([0, 1])).item == 1e4)
    // -log 1e-7.
    #expect(abs(binaryCrossEntropy(Tensor([1.0, 0]), targets: Tensor([0, 1])).item - 16.118) < 0.1)
    #expect(abs(categoricalCrossEntropy(Tensor([[1, 0]]), targets: IndexTensor([1])).item - 16.118) < 1e-3)
  }
}
