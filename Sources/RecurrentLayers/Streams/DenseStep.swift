import RecurrentKernels

/// A dense layer as a stream runs it, for so many rows: y = x W^T + b, an activation left out.
///
/// A step of few rows takes less time than to bring the weights into the order in which the product reads them. So they
/// are brought into it once.
struct DenseStep {
  private let compute: Compute
  /// All but where it reads and writes.
  private let product: KernelCall.Gemm
  /// The memory of its weights; nil: the layer's own.
  private let packed: AlignedBuffer?

  /// - Parameters:
  ///   - x: `[rows, inputSize]`.
  ///   - y: `[rows, outputSize]`.
  func run(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) throws(KernelError) {
    var product = product
    (product.a, product.c) = (x, y)
    try compute.backend.run(.gemm(product), threads: compute.threads)
  }

  /// With the layer's weights as they are now.
  init(_ layer: Dense, rows: Int, _ compute: Compute) {
    // Stands for input and output until there are some.
    let nowhere = AlignedBuffer(floatCount: 0)
    var product = KernelCall.Gemm(
      m: rows, n: layer.outputSize, k: layer.inputSize, a: nowhere.floats, b: layer.weight.values, transposeB: true,
      c: nowhere.floats, bias: layer.bias?.values)
    product.precision = compute.precision(of: layer.weight, recorded: false)
    packed = compute.run("Dense") { backend, _ throws(KernelError) in try backend.packRightFactor(of: product) }
    product.packedB = packed.map { UnsafeRawPointer($0.baseAddress) }
    (self.compute, self.product) = (compute, product)
  }
}
