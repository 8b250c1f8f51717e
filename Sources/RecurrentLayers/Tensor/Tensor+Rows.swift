import RecurrentKernels

extension Tensor {
  /// The rows of `[rows, width]` at `indices`, any of them any number of times: `[..., width]`.
  public func rows(at indices: IndexTensor) -> Tensor {
    check(rank == 2, "Tensor.rows", "rank", expected: 2, got: rank)
    let (rows, width) = (shape[0], shape[1])
    if let wrong = indices.scalars.first(where: { $0 < 0 || $0 >= rows }) {
      check(false, "Tensor.rows", "index", expected: "0..<\(rows)", got: wrong)
    }
    let result = Tensor(uninitialized: indices.shape + [width])
    indices.withUnsafeIndices { pointer in
      Compute.current.run(
        "Tensor.rows",
        .gatherRows(
          .init(
            table: floats, tableRows: rows, width: width, indices: pointer, count: indices.count,
            output: result.buffer.floats)))
    }
    return result.recorded(from: (self, { $0.scatteredRows(to: indices, count: rows) }))
  }

  /// A matrix of `count` rows, each the sum of this tensor's rows that `indices` send there; not recorded.
  private func scatteredRows(to indices: IndexTensor, count: Int) -> Tensor {
    let result = Tensor.zeros([count, width])
    indices.withUnsafeIndices { pointer in
      Compute.current.run(
        "Tensor.rows",
        .scatterAddRows(
          .init(
            table: result.buffer.floats, tableRows: count, width: width, indices: pointer, count: indices.count,
            rows: floats)))
    }
    return result
  }
}
