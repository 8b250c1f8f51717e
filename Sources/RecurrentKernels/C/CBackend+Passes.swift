internal import CKernels

/// Single passes over whole arrays, the optimisers among them.
extension CBackend {
  func scaleAdd(
    count: Int, alpha: Float, x: UnsafePointer<Float>, beta: Float, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    let run = try entry(entries.scale_add, "scaleAdd")
    try check(run(Int64(count), alpha, x, beta, y, Int32(clamping: threads)), "scaleAdd")
  }

  func multiplyAdd(
    count: Int, x: UnsafePointer<Float>, y: UnsafePointer<Float>, beta: Float, z: UnsafeMutablePointer<Float>,
    threads: Int
  ) throws(KernelError) {
    let run = try entry(entries.multiply_add, "multiplyAdd")
    try check(run(Int64(count), x, y, beta, z, Int32(clamping: threads)), "multiplyAdd")
  }

  func sumRows(
    rows: Int, columns: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    let run = try entry(entries.sum_rows, "sumRows")
    try check(run(Int64(rows), Int64(columns), x, y, Int32(clamping: threads)), "sumRows")
  }

  func sumOfSquares(count: Int, x: UnsafePointer<Float>, threads: Int) throws(KernelError) -> Double {
    let run = try entry(entries.sum_of_squares, "sumOfSquares")
    var result = 0.0
    try check(run(Int64(count), x, &result, Int32(clamping: threads)), "sumOfSquares")
    return result
  }

  func adam(_ arguments: AdamArguments) throws(KernelError) {
    let run = try entry(entries.adam, "adam")
    var c = rk_adam_arguments(
      size: MemoryLayout<rk_adam_arguments>.size, threads: Int32(clamping: arguments.threads),
      count: Int64(arguments.count), step: Int64(arguments.step), learning_rate: arguments.learningRate,
      beta1: arguments.beta1, beta2: arguments.beta2, epsilon: arguments.epsilon, weight_decay: arguments.weightDecay,
      gradient_scale: arguments.gradientScale, weights: arguments.weights, first_moment: arguments.firstMoment,
      second_moment: arguments.secondMoment, gradient: arguments.gradient)
    try check(run(&c), "adam")
  }

  func sgd(_ arguments: SGDArguments) throws(KernelError) {
    let run = try entry(entries.sgd, "sgd")
    var c = rk_sgd_arguments(
      size: MemoryLayout<rk_sgd_arguments>.size, threads: Int32(clamping: arguments.threads),
      nesterov: arguments.nesterov ? 1 : 0, count: Int64(arguments.count), learning_rate: arguments.learningRate,
      momentum: arguments.momentum, weight_decay: arguments.weightDecay, gradient_scale: arguments.gradientScale,
      weights: arguments.weights, velocity: arguments.velocity, gradient: arguments.gradient)
    try check(run(&c), "sgd")
  }

  func dropout(
    count: Int, probability: Float, seed: UInt64, x: UnsafePointer<Float>?, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    let run = try entry(entries.dropout, "dropout")
    try check(run(Int64(count), probability, seed, x, y, Int32(clamping: threads)), "dropout")
  }
}
