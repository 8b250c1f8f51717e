#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Dense products, softmax, activations and embeddings.
extension ReferenceBackend {
  public func gemm(_ arguments: GemmArguments) throws(KernelError) {
    let (m, n, k) = (arguments.m, arguments.n, arguments.k)
    try require(m >= 1 && n >= 1 && k >= 0 && arguments.threads >= 0, "gemm")
    try require(arguments.lda >= max(1, arguments.transposeA ? m : k), "gemm")
    try require(arguments.ldb >= max(1, arguments.transposeB ? k : n) && arguments.ldc >= n, "gemm")
    // op(A)[i, p] and op(B)[p, j], by their steps along each axis.
    let (aRow, aColumn) = arguments.transposeA ? (1, arguments.lda) : (arguments.lda, 1)
    let (bRow, bColumn) = arguments.transposeB ? (1, arguments.ldb) : (arguments.ldb, 1)
    for i in 0..<m {
      for j in 0..<n {
        let a = arguments.a + i * aRow
        let b = arguments.b + j * bColumn
        let c = arguments.c + i * arguments.ldc + j
        var sum: Float = 0
        var p = 0
        while p < k {
          sum += a[p * aColumn] * b[p * bRow]
          p += 1
        }
        if let bias = arguments.bias { sum += bias[j] }
        c.pointee = arguments.beta == 0 ? sum : sum + arguments.beta * c.pointee
      }
    }
  }

  /// With p = softmax(x), p_j = e^(x_j - max) / Σ e^(x_k - max), the loss is -log p_target, and its gradient by x_j is
  /// p_j less 1 at the target. Taking the largest logit off changes nothing but that no exponential overflows.
  public func softmaxCrossEntropy(_ arguments: SoftmaxCrossEntropyArguments) throws(KernelError) {
    let classes = arguments.classes
    try require(arguments.rows >= 1 && classes >= 1 && arguments.threads >= 0, "softmaxCrossEntropy")
    for row in 0..<arguments.rows {
      let target = arguments.targets[row]
      guard target != arguments.ignoredTarget else {
        arguments.losses?[row] = 0
        arguments.logitsGradient.map { ($0 + row * classes).update(repeating: 0, count: classes) }
        continue
      }
      try require(0..<classes ~= Int(target), "softmaxCrossEntropy")
      let x = Vector(arguments.logits + row * classes, count: classes)
      let largest = x.elements.reduce(-.infinity) { $0 > $1 ? $0 : $1 }
      let exponentials = x.map { expf($0 - largest) }
      let sum = exponentials.elements.reduce(0, +)
      let weight = arguments.rowWeights?[row] ?? 1
      arguments.losses?[row] = weight * (logf(sum) - (x.elements[Int(target)] - largest))
      guard let gradient = arguments.logitsGradient else { continue }
      var p = exponentials.map { $0 / sum }
      p.elements[Int(target)] -= 1
      p.map { arguments.scale * weight * $0 }.store(to: gradient + row * classes)
    }
  }

  public func applyActivation(
    _ activation: Activation, count: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    try require(count >= 0 && threads >= 0, "applyActivation")
    for i in 0..<count { y[i] = activation(x[i]) }
  }

  public func activationGradient(
    _ activation: Activation, count: Int, y: UnsafePointer<Float>, dy: UnsafePointer<Float>,
    dx: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    try require(count >= 0 && threads >= 0, "activationGradient")
    for i in 0..<count { dx[i] = dy[i] * activation.derivative(atOutput: y[i]) }
  }

  public func gatherRows(
    table: UnsafePointer<Float>, tableRows: Int, width: Int, indices: UnsafePointer<Int32>, count: Int,
    output: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    try require(tableRows >= 0 && width >= 0 && count >= 0 && threads >= 0, "gatherRows")
    for i in 0..<count {
      let index = Int(indices[i])
      try require(0..<tableRows ~= index, "gatherRows")
      (output + i * width).update(from: table + index * width, count: width)
    }
  }

  public func scatterAddRows(
    table: UnsafeMutablePointer<Float>, tableRows: Int, width: Int, indices: UnsafePointer<Int32>, count: Int,
    rows: UnsafePointer<Float>, threads: Int
  ) throws(KernelError) {
    try require(tableRows >= 0 && width >= 0 && count >= 0 && threads >= 0, "scatterAddRows")
    for i in 0..<count {
      let index = Int(indices[i])
      try require(0..<tableRows ~= index, "scatterAddRows")
      for j in 0..<width { table[index * width + j] += rows[i * width + j] }
    }
  }
}
