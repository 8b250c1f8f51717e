import RecurrentKernels

/// -log softmax(logits)[target], one pass that never overflows.
///
/// - Parameters:
///   - logits: `[..., classes]`, not yet through a softmax.
///   - targets: a class for each row, of `logits`' shape without its last axis.
///   - ignoring: rows with this target count neither in the loss nor in the mean.
///   - reduction: `.mean` divides by the number of rows that count.
/// - Returns: A single number, in nats.
public func softmaxCrossEntropy(
  _ logits: Tensor, targets: IndexTensor, ignoring: Int32 = -1, reduction: Reduction = .mean
) -> Tensor {
  let rows = CrossEntropyRows(
    shape: logits.shape.dropLast(), classes: logits.width, targets: targets, ignoring: ignoring, reduction: reduction)
  guard Tape.current?.tracks(logits) == true else { return rows.loss(of: logits.floats, gradient: nil) }
  let gradient = Tensor(uninitialized: logits.shape)
  let loss = rows.loss(of: logits.floats, gradient: gradient.buffer.floats)
  return loss.recorded(from: (logits, { gradient.scaledUnlessOne(by: $0.item) }))
}

/// -Σ target log softmax(logits) for targets that are probabilities: one-hot, smoothed, or from another model.
///
/// - Parameters:
///   - logits: `[..., classes]`, not yet through a softmax.
///   - probabilities: of `logits`' shape; each row sums to 1. Constants: no gradient flows into them.
///   - reduction: `.mean` divides by the number of rows.
/// - Returns: A single number, in nats.
public func softmaxCrossEntropy(
  _ logits: Tensor, probabilities: Tensor, reduction: Reduction = .mean
) -> Tensor {
  check(
    logits.shape == probabilities.shape, "softmaxCrossEntropy", "shape of the probabilities", expected: logits.shape,
    got: probabilities.shape)
  let scale = reduction.scale(count: logits.rowCount)
  let (x, targets) = (logits.detached(), probabilities.detached())
  // -Σ t (x - log Σ exp x) = log Σ exp x - Σ t x, because the t of a row sum to 1.
  let (softmax, logSums) = x.softmaxAndLogSums()
  let loss = (logSums.reduce(0, +) - targets.multiplied(by: x).total) * Double(scale)
  return Tensor(Float(loss)).recorded(
    from: (logits, { softmax.combined(scale: scale * $0.item, with: targets, scale: -scale * $0.item) }))
}

/// Rows of logits with a target each, as the kernels take them.
struct CrossEntropyRows {
  let rows: Int
  let classes: Int
  let targets: IndexTensor
  let ignoring: Int32
  let scale: Float

  init(shape: [Int], classes: Int, targets: IndexTensor, ignoring: Int32, reduction: Reduction) {
    let layer = "softmaxCrossEntropy"
    check(targets.shape == shape, layer, "shape of the targets", expected: shape, got: targets.shape)
    var counted = 0
    for target in targets.scalars where target != ignoring {
      check(target >= 0 && target < classes, layer, "target", expected: "0..<\(classes) or \(ignoring)", got: target)
      counted += 1
    }
    rows = targets.count
    self.classes = classes
    self.targets = targets
    self.ignoring = ignoring
    scale = reduction.scale(count: counted)
  }

  /// The loss, and the gradient of the logits where it is wanted; both may be the same memory.
  func loss(of logits: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>?) -> Tensor {
    let losses = Tensor(uninitialized: [rows])
    computeLosses(0..<rows, logits: logits, gradient: gradient, into: losses)
    return reduced(losses)
  }

  /// The losses of some rows, from the logits of those alone, to their places in `losses`, which nobody else holds.
  func computeLosses(
    _ block: Range<Int>, logits: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>?, into losses: Tensor
  ) {
    Compute.current.run("softmaxCrossEntropy") { backend, threads throws(KernelError) in
      try targets.withUnsafeIndices { indices throws(KernelError) in
        var arguments = SoftmaxCrossEntropyArguments(
          rows: block.count, classes: classes, logits: logits, targets: indices + block.lowerBound)
        arguments.threads = threads
        arguments.ignoredTarget = ignoring
        arguments.scale = scale
        arguments.losses = losses.buffer.floats + block.lowerBound
        arguments.logitsGradient = gradient
        try backend.softmaxCrossEntropy(arguments)
      }
    }
  }

  /// The mean or sum of all rows' losses.
  func reduced(_ losses: Tensor) -> Tensor { Tensor(Float(losses.total * Double(scale))) }
}

extension Tensor {
  /// The gradient of a loss, times what the loss itself was multiplied by: nearly always 1.
  func scaledUnlessOne(by factor: Float) -> Tensor { factor == 1 ? self : scaled(by: factor) }
}
