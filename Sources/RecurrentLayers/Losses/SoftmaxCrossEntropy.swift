import RecurrentKernels

/// -log softmax(logits)[target], one pass that never overflows: Keras's `SparseCategoricalCrossentropy(from_logits=True)`,
/// PyTorch's `CrossEntropyLoss`.
///
/// - Parameters:
///   - logits: `[..., classes]`, not yet through a softmax.
///   - targets: a class for each row, of `logits`' shape without its last axis.
///   - ignoring: rows with this target count neither in the loss nor in the mean.
///   - labelSmoothing: s takes (1 - s) of the target's probability and spreads s evenly over all classes (Szegedy et al.
///     2016).
///   - weights: how much each row counts, of the targets' shape or of its first axes.
///     ``IndexTensor/weights(ofClasses:)`` makes them from weights of classes.
///   - mask: the steps that count, of targets `[batch, time]`.
///   - reduction: `.mean` divides by the number of rows that count.
/// - Returns: A single number, in nats.
public func softmaxCrossEntropy(
  _ logits: Tensor, targets: IndexTensor, ignoring: Int32 = -1, labelSmoothing: Float = 0, weights: Tensor? = nil,
  mask: SequenceMask? = nil, reduction: Reduction = .mean
) -> Tensor {
  let layer = "softmaxCrossEntropy"
  requireSmoothing(labelSmoothing, layer)
  let shape = Array(logits.shape.dropLast())
  let isPlain = labelSmoothing == 0 && weights == nil && mask == nil
  let rows = CrossEntropyRows(
    shape: shape, classes: logits.width, targets: targets, ignoring: ignoring, reduction: isPlain ? reduction : .sum)
  let wantsGradient = Tape.current?.tracks(logits) == true
  if isPlain && !wantsGradient { return rows.loss(of: logits.floats, gradient: nil) }
  let gradient = Tensor(uninitialized: logits.shape)
  let loss =
    isPlain
    ? rows.loss(of: logits.floats, gradient: gradient.buffer.floats)
    : rows.weightedLoss(
      of: logits.floats, gradient: gradient.buffer.floats, labelSmoothing: labelSmoothing,
      LossWeights(layer, shape: shape, weights: weights, mask: mask, reduction: reduction) {
        targets.scalars[$0] == ignoring
      })
  return loss.recorded(from: logits) { scale, operands in
    operands[0].add { gradient.scaledUnlessOne(by: scale.item) }
  }
}

/// -Σ target log softmax(logits) for targets that are probabilities: one-hot, smoothed, or from another model. Keras's
/// `CategoricalCrossentropy(from_logits=True)`.
///
/// - Parameters:
///   - logits: `[..., classes]`, not yet through a softmax.
///   - probabilities: of `logits`' shape; each row sums to 1. Constants: no gradient flows into them.
///   - labelSmoothing: s makes each target t (1 - s) + s / classes.
///   - weights: how much each row counts, of `logits`' shape without its last axis, or of its first axes.
///   - mask: the steps that count, of logits `[batch, time, classes]`.
///   - reduction: `.mean` divides by the number of rows that count.
/// - Returns: A single number, in nats.
public func softmaxCrossEntropy(
  _ logits: Tensor, probabilities: Tensor, labelSmoothing: Float = 0, weights: Tensor? = nil,
  mask: SequenceMask? = nil, reduction: Reduction = .mean
) -> Tensor {
  let layer = "softmaxCrossEntropy"
  requireSmoothing(labelSmoothing, layer)
  check(
    logits.shape == probabilities.shape, layer, "shape of the probabilities", expected: logits.shape,
    got: probabilities.shape)
  let classes = logits.width
  let counting = LossWeights(
    layer, shape: logits.shape.dropLast(), weights: weights, mask: mask, reduction: reduction)
  // -Σ t (x - log Σ exp x) = log Σ exp x - Σ t x, because the t of a row sum to 1.
  var (gradient, logSums) = logits.detached().softmaxAndLogSums()
  var sum = 0.0
  gradient.withUnsafeMutableScalars { gradient in
    for (row, logSum) in logSums.scalars.enumerated() {
      let factor = counting[row]
      var product = 0.0
      for i in (row * classes)..<((row + 1) * classes) {
        let t = probabilities.floats[i] * (1 - labelSmoothing) + labelSmoothing / Float(classes)
        product += Double(t) * Double(logits.floats[i])
        gradient[i] = factor == 0 ? 0 : factor * (gradient[i] - t)
      }
      if factor != 0 { sum += Double(factor) * (Double(logSum) - product) }
    }
  }
  return Tensor(Float(sum)).recorded(from: logits) { [gradient] scale, operands in
    operands[0].add { gradient.scaledUnlessOne(by: scale.item) }
  }
}

extension Tensor {
  /// The gradient of a loss, times what the loss itself was multiplied by: nearly always 1.
  func scaledUnlessOne(by factor: Float) -> Tensor { factor == 1 ? self : scaled(by: factor) }
}
