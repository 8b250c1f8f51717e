#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Single passes over whole arrays, the optimisers among them.
extension ReferenceBackend {
  public func scaleAdd(
    count: Int, alpha: Float, x: UnsafePointer<Float>, beta: Float, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    try require(count >= 0 && threads >= 0, "scaleAdd")
    for i in 0..<count { y[i] = beta == 0 ? alpha * x[i] : alpha * x[i] + beta * y[i] }
  }

  public func multiplyAdd(
    count: Int, x: UnsafePointer<Float>, y: UnsafePointer<Float>, beta: Float, z: UnsafeMutablePointer<Float>,
    threads: Int
  ) throws(KernelError) {
    try require(count >= 0 && threads >= 0, "multiplyAdd")
    for i in 0..<count { z[i] = beta == 0 ? x[i] * y[i] : x[i] * y[i] + beta * z[i] }
  }

  public func sumRows(
    rows: Int, columns: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    try require(rows >= 0 && columns >= 0 && threads >= 0, "sumRows")
    for i in 0..<rows {
      for j in 0..<columns { y[j] += x[i * columns + j] }
    }
  }

  public func sumOfSquares(count: Int, x: UnsafePointer<Float>, threads: Int) throws(KernelError) -> Double {
    try require(count >= 0 && threads >= 0, "sumOfSquares")
    var sum = 0.0
    for i in 0..<count { sum += Double(x[i]) * Double(x[i]) }
    return sum
  }

  /// Kingma and Ba 2015; decoupled weight decay as in Loshchilov and Hutter 2019. m and v are running means of the
  /// gradient and its square; both begin at 0, and the division by 1 - βᵗ takes off the bias that this gives them.
  public func adam(_ arguments: AdamArguments) throws(KernelError) {
    try require(arguments.count >= 0 && arguments.step >= 1 && arguments.threads >= 0, "adam")
    let (beta1, beta2) = (arguments.beta1, arguments.beta2)
    try require((0..<1).contains(beta1) && (0..<1).contains(beta2), "adam")
    let correction1 = Float(1 - pow(Double(beta1), Double(arguments.step)))
    let correction2 = Float(1 - pow(Double(beta2), Double(arguments.step)))
    let (w, m, v) = (arguments.weights, arguments.firstMoment, arguments.secondMoment)
    for i in 0..<arguments.count {
      let g = arguments.gradient[i] * arguments.gradientScale
      m[i] = beta1 * m[i] + (1 - beta1) * g
      v[i] = beta2 * v[i] + (1 - beta2) * g * g
      let update = (m[i] / correction1) / ((v[i] / correction2).squareRoot() + arguments.epsilon)
      w[i] -= arguments.learningRate * (update + arguments.weightDecay * w[i])
    }
  }

  /// PyTorch's form of momentum: the velocity is a sum of gradients, and the learning rate multiplies it when used.
  public func sgd(_ arguments: SGDArguments) throws(KernelError) {
    try require(arguments.count >= 0 && arguments.threads >= 0, "sgd")
    try require(arguments.velocity != nil || arguments.momentum == 0, "sgd")
    let (w, learningRate, momentum) = (arguments.weights, arguments.learningRate, arguments.momentum)
    for i in 0..<arguments.count {
      let g = arguments.gradient[i] * arguments.gradientScale + arguments.weightDecay * w[i]
      guard let v = arguments.velocity else {
        w[i] -= learningRate * g
        continue
      }
      v[i] = momentum * v[i] + g
      w[i] -= learningRate * (arguments.nesterov ? g + momentum * v[i] : v[i])
    }
  }

  /// Srivastava et al. 2014. A hash in place of a generator: each element can be asked for by itself, and again.
  public func dropout(
    count: Int, probability: Float, seed: UInt64, x: UnsafePointer<Float>?, y: UnsafeMutablePointer<Float>, threads: Int
  ) throws(KernelError) {
    try require(count >= 0 && threads >= 0 && (0..<1).contains(probability), "dropout")
    let threshold = UInt32(Double(probability) * 0x1p32)
    let scale = 1 / (1 - probability)
    let (low, high) = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    let key = mix(mix(low) &+ high)
    for i in 0..<count {
      let hash = mix(mix(UInt32(truncatingIfNeeded: i) &+ low) ^ (UInt32(truncatingIfNeeded: i >> 32) &+ key))
      y[i] = hash < threshold ? 0 : scale * (x.map { $0[i] } ?? 1)
    }
  }

  /// The last step of MurmurHash3 (Appleby 2011).
  private func mix(_ h: UInt32) -> UInt32 {
    var h = h
    h = (h ^ (h >> 16)) &* 0x85EB_CA6B
    h = (h ^ (h >> 13)) &* 0xC2B2_AE35
    return h ^ (h >> 16)
  }
}
