import RecurrentKernels

/// The mean (or sum) of (predictions - targets)² over all elements, a single number.
public func meanSquaredError(_ predictions: Tensor, targets: Tensor, reduction: Reduction = .mean) -> Tensor {
  check(
    predictions.shape == targets.shape, "meanSquaredError", "shape of the targets", expected: predictions.shape,
    got: targets.shape)
  let difference = predictions.detached().combined(scale: 1, with: targets.detached(), scale: -1)
  let sum = Compute.current.run("meanSquaredError") { backend, threads throws(KernelError) in
    try backend.sumOfSquares(count: difference.count, x: difference.floats, threads: threads)
  }
  let scale = reduction.scale(count: difference.count)
  return Tensor(Float(sum * Double(scale))).recorded(
    from: (predictions, { difference.scaled(by: 2 * scale * $0.item) }),
    (targets, { difference.scaled(by: -2 * scale * $0.item) }))
}
