/// (prediction - target)², over all elements.
///
/// - Parameters:
///   - targets: of the shape of `predictions`. The gradient flows into them too.
///   - weights: how much each element counts; of the shape of `predictions` or of its first axes: `[batch]` weighs whole
///     examples, `[batch, time]` steps.
///   - mask: the steps that count, of predictions `[batch, time, ...]`.
/// - Returns: A single number.
public func meanSquaredError(
  _ predictions: Tensor, targets: Tensor, weights: Tensor? = nil, mask: SequenceMask? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  differenceLoss("meanSquaredError", predictions, targets, weights, mask, reduction) { difference in
    (difference * difference, 2 * difference)
  }
}

/// |prediction - target|, over all elements; its slope at 0 is taken as 0. Arguments as for
/// ``meanSquaredError(_:targets:weights:mask:reduction:)``.
public func meanAbsoluteError(
  _ predictions: Tensor, targets: Tensor, weights: Tensor? = nil, mask: SequenceMask? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  differenceLoss("meanAbsoluteError", predictions, targets, weights, mask, reduction) { difference in
    (abs(difference), difference > 0 ? 1 : difference < 0 ? -1 : 0)
  }
}

/// d² / 2 for differences d up to `delta`, beyond it the tangent delta (|d| - delta / 2), over all elements (Huber 1964;
/// Keras's `Huber`, PyTorch's `HuberLoss`). Arguments as for ``meanSquaredError(_:targets:weights:mask:reduction:)``.
///
/// - Parameter delta: above 0.
public func huberLoss(
  _ predictions: Tensor, targets: Tensor, delta: Float = 1, weights: Tensor? = nil, mask: SequenceMask? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  check(delta > 0, "huberLoss", "delta", expected: "above 0", got: delta)
  return differenceLoss("huberLoss", predictions, targets, weights, mask, reduction) { difference in
    abs(difference) <= delta
      ? (0.5 * difference * difference, difference)
      : (delta * (abs(difference) - 0.5 * delta), difference > 0 ? delta : -delta)
  }
}

/// A loss by the difference of prediction and target.
@inline(__always)
private func differenceLoss(
  _ name: String, _ predictions: Tensor, _ targets: Tensor, _ weights: Tensor?, _ mask: SequenceMask?,
  _ reduction: Reduction, _ term: (_ difference: Float) -> (loss: Float, slope: Float)
) -> Tensor {
  let (loss, gradient) = elementwiseLoss(
    name, predictions, targets: targets, weights: weights, mask: mask, reduction: reduction
  ) { term($0 - $1) }
  return loss.recorded(from: predictions, targets) { scale, operands in
    operands[0].add { gradient.scaledUnlessOne(by: scale.item) }
    operands[1].add { gradient.scaled(by: -scale.item) }
  }
}
