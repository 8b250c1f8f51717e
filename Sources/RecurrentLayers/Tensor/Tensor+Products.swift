import RecurrentKernels

extension Tensor {
  /// The matrix product. `[rows, inner]` times `[inner, columns]`; or one for each of a batch, `[batch, rows, inner]`
  /// times `[batch, inner, columns]`. Axes before the last two are broadcast by NumPy's rule. With `transposed`,
  /// `other`'s last two axes are taken the other way round, as in queries times keys: `[batch, queries, size]` times
  /// `[batch, keys, size]` is `[batch, queries, keys]`.
  public func matmul(_ other: Tensor, transposed: Bool = false) -> Tensor {
    let operation = "Tensor.matmul"
    check(rank >= 2, operation, "rank of the first operand", expected: "at least 2", got: rank)
    check(other.rank >= 2, operation, "rank of the second operand", expected: "at least 2", got: other.rank)
    let batch = Array(shape.dropLast(2)).broadcast(with: Array(other.shape.dropLast(2)), operation)
    // A matrix that serves a whole batch meets all its rows in one product.
    if other.rank == 2, rank > 2, batch == Array(shape.dropLast(2)) {
      let product = reshaped([rowCount, width]).matmul(other, transposed: transposed)
      return product.reshaped(shape.dropLast() + [product.width])
    }
    let (a, b) = (broadcast(to: batch + shape.suffix(2)), other.broadcast(to: batch + other.shape.suffix(2)))
    let product = MatrixProduct(a.shape, b.shape, transposeB: transposed, operation)
    let (x, y) = (a.detached(), b.detached())
    let result = Tensor(uninitialized: batch + [product.m, product.n])
    product.run(x.floats, y.floats, into: result.buffer.floats, beta: 0)
    return result.recorded(from: a, b) { gradient, operands in
      // Of C = A B: dA += dC Bᵀ and dB += Aᵀ dC; of C = A Bᵀ: dB += dCᵀ A.
      operands[0].accumulate(shape: x.shape) { dA, beta in
        MatrixProduct(gradient.shape, y.shape, transposeB: !transposed, operation)
          .run(gradient.floats, y.floats, into: dA, beta: beta)
      }
      operands[1].accumulate(shape: y.shape) { dB, beta in
        if transposed {
          MatrixProduct(gradient.shape, x.shape, transposeA: true, operation)
            .run(gradient.floats, x.floats, into: dB, beta: beta)
        } else {
          MatrixProduct(x.shape, gradient.shape, transposeA: true, operation)
            .run(x.floats, gradient.floats, into: dB, beta: beta)
        }
      }
    }
  }
}

/// C = op(A) op(B) + beta C for each matrix of a batch, the sizes checked.
private struct MatrixProduct {
  let m: Int
  let n: Int
  private let k: Int
  private let batch: Int
  private let transposeA: Bool
  private let transposeB: Bool
  private let operation: String

  init(_ a: [Int], _ b: [Int], transposeA: Bool = false, transposeB: Bool = false, _ operation: String) {
    let (rows, columns) = (a.suffix(2), b.suffix(2))
    (m, k) = transposeA ? (rows.last!, rows.first!) : (rows.first!, rows.last!)
    let inner = transposeB ? columns.last! : columns.first!
    n = transposeB ? columns.first! : columns.last!
    check(inner == k, operation, "inner axis of the second operand", expected: k, got: inner)
    batch = a.dropLast(2).reduce(1, *)
    (self.transposeA, self.transposeB, self.operation) = (transposeA, transposeB, operation)
  }

  func run(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>, beta: Float
  ) {
    guard m > 0, n > 0, batch > 0 else { return }
    Compute.current.run(
      operation,
      .gemm(
        .init(
          m: m, n: n, k: k, a: a, transposeA: transposeA, b: b, transposeB: transposeB, c: c, beta: beta,
          batch: batch)))
  }
}
