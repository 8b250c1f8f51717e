internal import CKernels

// The payloads of `KernelCall` as the C structs, each with its `size` set.

extension rk_gemm_arguments {
  init(_ call: KernelCall.Gemm, _ threads: Int32) {
    self.init(
      size: MemoryLayout<Self>.size, threads: threads, transpose_a: call.transposeA, transpose_b: call.transposeB,
      m: Int64(call.m), n: Int64(call.n), k: Int64(call.k), a: call.a, lda: Int64(call.lda),
      b: call.b, ldb: Int64(call.ldb), c: call.c, ldc: Int64(call.ldc), beta: call.beta, bias: call.bias,
      workspace: nil, batch: Int64(call.batch), stride_a: Int64(call.strideA), stride_b: Int64(call.strideB),
      stride_c: Int64(call.strideC), precision: call.precision.cValue, packed_b: call.packedB)
  }
}

extension rk_softmax_arguments {
  init(_ call: KernelCall.Softmax, _ threads: Int32) {
    self.init(
      size: MemoryLayout<Self>.size, threads: threads, is_logarithm: call.isLogarithm, rows: Int64(call.rows),
      width: Int64(call.width), lengths: call.lengths, rows_a_length: Int64(call.rowsPerLength), x: call.x, y: call.y,
      log_sums: call.logSums)
  }
}

extension rk_softmax_gradient_arguments {
  init(_ call: KernelCall.SoftmaxGradient, _ threads: Int32) {
    self.init(
      size: MemoryLayout<Self>.size, threads: threads, is_logarithm: call.isLogarithm, rows: Int64(call.rows),
      width: Int64(call.width), lengths: call.lengths, rows_a_length: Int64(call.rowsPerLength), y: call.y,
      dy: call.dy, dx: call.dx)
  }
}

extension rk_softmax_cross_entropy_arguments {
  init(_ call: KernelCall.SoftmaxCrossEntropy, _ threads: Int32) {
    self.init(
      size: MemoryLayout<Self>.size, threads: threads, rows: Int64(call.rows), classes: Int64(call.classes),
      logits: call.logits, targets: call.targets, ignored: call.ignoredTarget, row_weights: call.rowWeights,
      scale: call.scale, losses: call.losses, d_logits: call.logitsGradient)
  }
}

extension rk_gather_rows_arguments {
  init(_ call: KernelCall.GatherRows, _ threads: Int32) {
    self.init(
      size: MemoryLayout<Self>.size, threads: threads, table_rows: Int64(call.tableRows), width: Int64(call.width),
      count: Int64(call.count), table: call.table, indices: call.indices, output: call.output)
  }
}

extension rk_scatter_add_rows_arguments {
  init(_ call: KernelCall.ScatterAddRows, _ threads: Int32) {
    self.init(
      size: MemoryLayout<Self>.size, threads: threads, table_rows: Int64(call.tableRows), width: Int64(call.width),
      count: Int64(call.count), rows: call.rows, indices: call.indices, table: call.table)
  }
}

extension rk_reduce_arguments {
  init(_ call: KernelCall.Reduce, _ threads: Int32) {
    self.init(
      size: MemoryLayout<Self>.size, threads: threads, operation: call.operation.rawValue, outer: Int64(call.outer),
      count: Int64(call.count), inner: Int64(call.inner), x: call.x, beta: call.beta, y: call.y, wide: call.wide,
      places: call.places)
  }
}

extension rk_dropout_arguments {
  init(_ call: KernelCall.Dropout, _ threads: Int32) {
    self.init(
      size: MemoryLayout<Self>.size, threads: threads, probability: call.probability, seed: call.seed,
      count: Int64(call.count), x: call.x, y: call.y, first: Int64(call.first))
  }
}

extension rk_adam_arguments {
  init(_ call: KernelCall.Adam, _ threads: Int32) {
    self.init(
      size: MemoryLayout<Self>.size, threads: threads, count: Int64(call.count), step: Int64(call.step),
      learning_rate: call.learningRate, beta1: call.beta1, beta2: call.beta2, epsilon: call.epsilon,
      weight_decay: call.weightDecay, gradient_scale: call.gradientScale, weights: call.weights,
      first_moment: call.firstMoment, second_moment: call.secondMoment, gradient: call.gradient)
  }
}

extension rk_sgd_arguments {
  init(_ call: KernelCall.SGD, _ threads: Int32) {
    self.init(
      size: MemoryLayout<Self>.size, threads: threads, nesterov: call.isNesterov, count: Int64(call.count),
      learning_rate: call.learningRate, momentum: call.momentum, weight_decay: call.weightDecay,
      gradient_scale: call.gradientScale, weights: call.weights, velocity: call.velocity, gradient: call.gradient)
  }
}
