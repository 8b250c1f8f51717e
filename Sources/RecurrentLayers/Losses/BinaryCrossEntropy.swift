import RecurrentFoundation

/// -(t log p + (1 - t) log(1 - p)) with p = sigmoid(logit), over all elements, in a form that never overflows: Keras's
/// `BinaryCrossentropy(from_logits=True)`, PyTorch's `BCEWithLogitsLoss`.
///
/// - Parameters:
///   - logits: not yet through a sigmoid.
///   - targets: of the shape of `logits`, 0 to 1. Constants: no gradient flows into them.
///   - labelSmoothing: s draws each target towards 1/2: t (1 - s) + s / 2.
///   - weights: as for ``meanSquaredError(_:targets:weights:mask:reduction:)``.
/// - Returns: A single number, in nats.
public func sigmoidCrossEntropy(
  _ logits: Tensor, targets: Tensor, labelSmoothing: Float = 0, weights: Tensor? = nil, mask: SequenceMask? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  requireSmoothing(labelSmoothing, "sigmoidCrossEntropy")
  let (loss, gradient) = elementwiseLoss(
    "sigmoidCrossEntropy", logits, targets: targets, weights: weights, mask: mask, reduction: reduction
  ) { x, target in
    let t = target * (1 - labelSmoothing) + 0.5 * labelSmoothing
    // e is exp(-|x|), at most 1; sigmoid(x) is 1 / (1 + e) or e / (1 + e).
    let e = exp(-abs(x))
    return (max(x, 0) - x * t + log1p(e), (x >= 0 ? 1 : e) / (1 + e) - t)
  }
  return loss.recorded(from: logits) { scale, operands in
    operands[0].add { gradient.scaledUnlessOne(by: scale.item) }
  }
}

/// -(t log p + (1 - t) log(1 - p)) over all elements, p being probabilities: Keras's `BinaryCrossentropy`.
///
/// Probabilities are held within 1e-7 of 0 and 1, as Keras does. A sigmoid and this loss lose what
/// ``sigmoidCrossEntropy(_:targets:labelSmoothing:weights:mask:reduction:)`` keeps: prefer that on logits.
///
/// Arguments as there, but for probabilities in place of logits.
public func binaryCrossEntropy(
  _ probabilities: Tensor, targets: Tensor, labelSmoothing: Float = 0, weights: Tensor? = nil,
  mask: SequenceMask? = nil, reduction: Reduction = .mean
) -> Tensor {
  requireSmoothing(labelSmoothing, "binaryCrossEntropy")
  let (loss, gradient) = elementwiseLoss(
    "binaryCrossEntropy", probabilities, targets: targets, weights: weights, mask: mask, reduction: reduction
  ) { probability, target in
    let t = target * (1 - labelSmoothing) + 0.5 * labelSmoothing
    let p = min(max(probability, smallestProbability), 1 - smallestProbability)
    return (-t * log(p) - (1 - t) * log1p(-p), (p - t) / (p * (1 - p)))
  }
  return loss.recorded(from: probabilities) { scale, operands in
    operands[0].add { gradient.scaledUnlessOne(by: scale.item) }
  }
}

/// What logarithms of probabilities are taken of at least: Keras's epsilon.
package let smallestProbability: Float = 1e-7

func requireSmoothing(_ labelSmoothing: Float, _ layer: String) {
  check(
    (0...1).contains(labelSmoothing), layer, "labelSmoothing", expected: "0 to 1", got: labelSmoothing)
}
