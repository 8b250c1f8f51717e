import RecurrentKernels

/// Rows of logits with a target each, as the kernels take them.
struct CrossEntropyRows {
  let rows: Int
  let classes: Int
  let targets: IndexTensor
  let ignoring: Int32
  let scale: Float

  init(shape: [Int], classes: Int, targets: IndexTensor, ignoring: Int32, reduction: Reduction) {
    let counted = requireTargets(
      targets, shape: shape, classes: classes, ignoring: ignoring, "softmaxCrossEntropy")
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
    targets.withUnsafeIndices { indices in
      var call = KernelCall.SoftmaxCrossEntropy(
        rows: block.count, classes: classes, logits: logits, targets: indices + block.lowerBound)
      call.ignoredTarget = ignoring
      call.scale = scale
      call.losses = losses.buffer.floats + block.lowerBound
      call.logitsGradient = gradient
      Compute.current.run("softmaxCrossEntropy", .softmaxCrossEntropy(call))
    }
  }

  /// The mean or sum of all rows' losses.
  func reduced(_ losses: Tensor) -> Tensor { Tensor(Float(losses.total * Double(scale))) }

  /// The loss with weights and smoothed labels, and the gradient of the logits. The reduction is that of `weights`.
  func weightedLoss(
    of logits: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, labelSmoothing: Float,
    _ weights: LossWeights
  ) -> Tensor {
    let losses = Tensor(uninitialized: [rows])
    computeLosses(0..<rows, logits: logits, gradient: gradient, into: losses)
    let (smoothing, share) = (Double(labelSmoothing), labelSmoothing / Float(classes))
    var sum = 0.0
    for (row, target) in targets.scalars.enumerated() {
      let (x, dx, factor) = (logits + row * classes, gradient + row * classes, weights[row])
      guard factor != 0 else {
        clear(dx, count: classes)
        continue
      }
      // -Σ q log p with q = (1 - s) at the target and s / classes everywhere is -log p[target] + s (x[target] - mean x).
      let meanLogit = (0..<classes).reduce(0) { $0 + Double(x[$1]) } / Double(classes)
      sum += Double(factor) * (Double(losses.floats[row]) + smoothing * (Double(x[Int(target)]) - meanLogit))
      dx[Int(target)] += labelSmoothing
      for i in 0..<classes { dx[i] = factor * (dx[i] - share) }
    }
    return Tensor(Float(sum))
  }
}

/// Checks that every target is a class or ignored.
///
/// - Returns: How many are not ignored.
@discardableResult
func requireTargets(
  _ targets: IndexTensor, shape: [Int], classes: Int, ignoring: Int32, _ layer: String
) -> Int {
  check(targets.shape == shape, layer, "shape of the targets", expected: shape, got: targets.shape)
  var counted = 0
  for target in targets.scalars where target != ignoring {
    check(target >= 0 && target < classes, layer, "target", expected: "0..<\(classes) or \(ignoring)", got: target)
    counted += 1
  }
  return counted
}
