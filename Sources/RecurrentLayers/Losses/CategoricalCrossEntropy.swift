import RecurrentFoundation

/// -log p[target], p being probabilities, as after a softmax: Keras's `SparseCategoricalCrossentropy`.
///
/// Rows are divided by their sums, and what is left taken for at least 1e-7, as Keras does. A softmax and this loss lose what
/// ``softmaxCrossEntropy(_:targets:ignoring:labelSmoothing:weights:mask:reduction:)`` keeps: prefer that on logits.
///
/// Arguments as there, but for probabilities in place of logits.
public func categoricalCrossEntropy(
  _ probabilities: Tensor, targets: IndexTensor, ignoring: Int32 = -1, labelSmoothing: Float = 0,
  weights: Tensor? = nil, mask: SequenceMask? = nil, reduction: Reduction = .mean
) -> Tensor {
  let layer = "categoricalCrossEntropy"
  let (shape, classes) = (Array(probabilities.shape.dropLast()), probabilities.width)
  requireTargets(targets, shape: shape, classes: classes, ignoring: ignoring, layer)
  let counting = LossWeights(layer, shape: shape, weights: weights, mask: mask, reduction: reduction) {
    targets.scalars[$0] == ignoring
  }
  var oneHot = Tensor.zeros(probabilities.shape)
  oneHot.withUnsafeMutableScalars { oneHot in
    for (row, target) in targets.scalars.enumerated() where target != ignoring {
      oneHot[row * classes + Int(target)] = 1
    }
  }
  return categoricalCrossEntropy(probabilities, oneHot, labelSmoothing, counting)
}

/// -Σ target log p, p being probabilities, as after a softmax: Keras's `CategoricalCrossentropy`.
///
/// Arguments as for ``softmaxCrossEntropy(_:probabilities:labelSmoothing:weights:mask:reduction:)``, but for
/// probabilities in place of logits.
public func categoricalCrossEntropy(
  _ probabilities: Tensor, targets: Tensor, labelSmoothing: Float = 0, weights: Tensor? = nil,
  mask: SequenceMask? = nil, reduction: Reduction = .mean
) -> Tensor {
  let layer = "categoricalCrossEntropy"
  check(
    probabilities.shape == targets.shape, layer, "shape of the targets", expected: probabilities.shape,
    got: targets.shape)
  let counting = LossWeights(
    layer, shape: probabilities.shape.dropLast(), weights: weights, mask: mask, reduction: reduction)
  return categoricalCrossEntropy(probabilities, targets, labelSmoothing, counting)
}

private func categoricalCrossEntropy(
  _ probabilities: Tensor, _ targets: Tensor, _ labelSmoothing: Float, _ counting: LossWeights
) -> Tensor {
  requireSmoothing(labelSmoothing, "categoricalCrossEntropy")
  let classes = probabilities.width
  var gradient = Tensor.zeros(probabilities.shape)
  var sum = 0.0
  gradient.withUnsafeMutableScalars { gradient in
    for row in 0..<probabilities.rowCount {
      let factor = counting[row]
      guard factor != 0 else { continue }
      let range = (row * classes)..<((row + 1) * classes)
      let total = range.reduce(0) { $0 + probabilities.floats[$1] }
      let targetTotal = range.reduce(0) { $0 + targets.floats[$1] } * (1 - labelSmoothing) + labelSmoothing
      for i in range {
        let t = targets.floats[i] * (1 - labelSmoothing) + labelSmoothing / Float(classes)
        let p = max(probabilities.floats[i] / total, smallestProbability)
        if t != 0 { sum -= Double(factor) * Double(t * log(p)) }
        // Of -Σ t log(x / Σ x).
        gradient[i] = factor * (targetTotal - t / p) / total
      }
    }
  }
  return Tensor(Float(sum)).recorded(from: probabilities) { [gradient] scale, operands in
    operands[0].add { gradient.scaledUnlessOne(by: scale.item) }
  }
}
