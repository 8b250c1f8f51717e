import RecurrentKernels

/// A dense layer as a stream runs it, for so many rows: y = x W^T + b, an activation left out.
///
/// A step of a small layer takes less time than to bring its weights into the order that the product reads them in. So
/// they are brought into it once: W^T, its rows filled up with zeros to whole cache lines. Of wide layers the product
/// does it, on several threads.
struct DenseStep {
  /// The most outputs for which the product reads such rows where they lie.
  private static let mostOutputs = 256
  /// Floats of a cache line.
  private static let line = AlignedBuffer.alignment / MemoryLayout<Float>.stride

  private let compute: Compute
  private let outputSize: Int
  /// All but where it reads and writes.
  private let product: KernelCall.Gemm
  /// The memory of its weights and bias; empty: the layer's own.
  private let arranged: [AlignedBuffer]
  /// What a single row gives, filled up likewise; nil: it has whole lines.
  private let output: AlignedBuffer?

  /// - Parameters:
  ///   - x: `[rows, inputSize]`.
  ///   - y: `[rows, outputSize]`.
  func run(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) throws(KernelError) {
    var product = product
    (product.a, product.c) = (x, output?.floats ?? y)
    try compute.backend.run(.gemm(product), threads: compute.threads)
    if let output { copy(output.floats, to: y, count: outputSize) }
  }

  /// With the layer's weights as they are now.
  init(_ layer: Dense, rows: Int, _ compute: Compute) {
    let (inputs, outputs) = (layer.inputSize, layer.outputSize)
    (self.compute, outputSize) = (compute, outputs)
    // Stands for input and output until there are some.
    let nowhere = AlignedBuffer(floatCount: 0)
    let nothing = nowhere.floats
    guard outputs <= Self.mostOutputs else {
      (arranged, output) = ([], nil)
      product = KernelCall.Gemm(
        m: rows, n: outputs, k: inputs, a: nothing, b: layer.weight.values, transposeB: true, c: nothing,
        bias: layer.bias?.values)
      return
    }
    let columns = (outputs + Self.line - 1) / Self.line * Self.line
    let weights = Self.transposed(layer.weight, columns: columns)
    let bias = layer.bias.map { Self.filled($0, columns: columns) }
    arranged = [weights] + (bias.map { [$0] } ?? [])
    output = rows == 1 && columns > outputs ? AlignedBuffer(floatCount: columns) : nil
    var product = KernelCall.Gemm(
      m: rows, n: output == nil ? outputs : columns, k: inputs, a: nothing, b: weights.floats, c: nothing,
      bias: bias.map { UnsafePointer($0.floats) })
    product.ldb = columns
    self.product = product
  }

  private static func transposed(_ weight: Parameter, columns: Int) -> AlignedBuffer {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    let result = AlignedBuffer(floatCount: inputs * columns)
    let (source, target) = (weight.values, result.floats)
    clear(target, count: inputs * columns)
    for output in 0..<outputs {
      for input in 0..<inputs { target[input * columns + output] = source[output * inputs + input] }
    }
    return result
  }

  private static func filled(_ bias: Parameter, columns: Int) -> AlignedBuffer {
    let result = AlignedBuffer(floatCount: columns)
    clear(result.floats, count: columns)
    copy(bias.values, to: result.floats, count: bias.count)
    return result
  }
}
