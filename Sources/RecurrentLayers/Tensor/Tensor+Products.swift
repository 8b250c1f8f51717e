import RecurrentKernels

extension Tensor {
  /// The matrix product. `[rows, inner]` times `[inner, columns]`; or one for each of a batch, `[batch, rows, inner]`
  /// times `[batch, inner, columns]`. With `transposed`, `other`'s last two axes are taken the other way round, as in
  /// queries times keys: `[batch, queries, size]` times `[batch, keys, size]` is `[batch, queries, keys]`.
  public func matmul(_ other: Tensor, transposed: Bool = false) -> Tensor {
    let (a, b) = (detached(), other.detached())
    return a.product(b, transposeB: transposed).recorded(
      from: (self, { $0.product(b, transposeB: !transposed) }),
      (other, { transposed ? $0.product(a, transposeA: true) : a.product($0, transposeA: true) }))
  }

  /// op(self) op(other), not recorded.
  private func product(_ other: Tensor, transposeA: Bool = false, transposeB: Bool = false) -> Tensor {
    let layer = "Tensor.matmul"
    check(rank == 2 || rank == 3, layer, "rank of the first operand", expected: "2 or 3", got: rank)
    check(other.rank == rank, layer, "rank of the second operand", expected: rank, got: other.rank)
    let batch = shape.dropLast(2).reduce(1, *)
    check(
      other.shape.dropLast(2) == shape.dropLast(2), layer, "batch of the second operand", expected: batch,
      got: other.shape.dropLast(2).reduce(1, *))
    let (m, k) = transposeA ? (shape[rank - 1], shape[rank - 2]) : (shape[rank - 2], shape[rank - 1])
    let (inner, n) =
      transposeB ? (other.shape[rank - 1], other.shape[rank - 2]) : (other.shape[rank - 2], other.shape[rank - 1])
    check(inner == k, layer, "inner axis of the second operand", expected: k, got: inner)
    let result = Tensor(uninitialized: shape.dropLast(2) + [m, n])
    let compute = Compute.current
    for index in 0..<batch {
      compute.run(
        layer,
        .gemm(
          .init(
            m: m, n: n, k: k, a: floats + index * m * k, transposeA: transposeA, b: other.floats + index * k * n,
            transposeB: transposeB, c: result.buffer.floats + index * m * n)))
    }
    return result
  }
}
