import RecurrentKernels

extension Tensor {
  /// Every row of `[batch, rows, size]` plus every row of `[batch, otherRows, size]`: `[batch, rows, otherRows, size]`.
  func pairwiseSums(_ other: Tensor) -> Tensor {
    let (batch, rows, others, size) = (shape[0], shape[1], other.shape[1], shape[2])
    let result = Tensor(uninitialized: [batch, rows, others, size])
    let compute = Compute.current
    for row in 0..<(batch * rows) {
      let block = result.buffer.floats + row * others * size
      copy(other.floats + row / rows * others * size, to: block, count: others * size)
      compute.run("Tensor.pairwiseSums", .addRow(floats + row * size, toRows: others, width: size, of: block))
    }
    return result.recorded(
      from: (self, { $0.sumsOfParts(size: others * size, width: size).reshaped([batch, rows, size]) }),
      (other, { $0.sumsOfParts(size: rows * others * size, width: others * size).reshaped([batch, others, size]) }))
  }

  /// The sum of the rows of `width` elements in each part of `size` elements, not recorded: `[parts, width]`.
  func sumsOfParts(size: Int, width: Int) -> Tensor {
    let parts = count / size
    let result = Tensor.zeros([parts, width])
    let compute = Compute.current
    for part in 0..<parts {
      compute.run(
        "Tensor.pairwiseSums",
        .sumRows(
          .init(
            rows: size / width, columns: width, x: floats + part * size, y: result.buffer.floats + part * width)))
    }
    return result
  }
}
