import RecurrentKernels

extension Tensor {
  /// The parts of the first axis at `indices`, any of them any number of times: `[rows, ...]` becomes
  /// `[indices' shape, ...]`. The gradient goes to the rows taken alone.
  public func rows(at indices: IndexTensor) -> Tensor {
    check(rank >= 1, "Tensor.rows", "rank", expected: "at least 1", got: rank)
    let (rows, width) = (shape[0], shape[1...].reduce(1, *))
    indices.require(below: rows, "Tensor.rows")
    let result = Tensor(uninitialized: indices.shape + shape[1...])
    indices.withUnsafeIndices { pointer in
      Compute.current.run(
        "Tensor.rows",
        .gatherRows(
          .init(
            table: floats, tableRows: rows, width: width, indices: pointer, count: indices.count,
            output: result.buffer.floats)))
    }
    let shape = shape
    return result.recorded(from: self) { gradient, operands in
      operands[0].addPart(shape: shape) { table in
        indices.scatter(gradient.floats, width: width, to: table, rows: rows, "Tensor.rows")
      }
    }
  }

  /// A tensor of `count` rows, each the sum of this tensor's rows that `indices` send there, in their order; zeros where
  /// there are none. The other way round of ``rows(at:)``: the sum of segments.
  ///
  /// - Parameter indices: where each row goes, `[rows]` for this tensor's `[rows, ...]`.
  public func scatteredRows(to indices: IndexTensor, count: Int) -> Tensor {
    check(
      rank >= 1 && indices.shape == [shape[0]], "Tensor.scatteredRows", "shape of the indices",
      expected: Array(shape.prefix(1)), got: indices.shape)
    indices.require(below: count, "Tensor.scatteredRows")
    let result = Tensor.zeros([count] + shape[1...])
    indices.scatter(
      floats, width: shape[1...].reduce(1, *), to: result.buffer.floats, rows: count, "Tensor.scatteredRows")
    return result.recorded(from: self) { gradient, operands in operands[0].add { gradient.rows(at: indices) } }
  }

  /// One element of each row of the last axis: `[..., width]` with indices `[...]` becomes `[...]`, as the log-probability
  /// of each target is taken from those of all classes.
  public func gathered(at indices: IndexTensor) -> Tensor {
    check(
      rank >= 1 && indices.shape == Array(shape.dropLast()), "Tensor.gathered", "shape of the indices",
      expected: Array(shape.dropLast()), got: indices.shape)
    indices.require(below: width, "Tensor.gathered")
    let width = width
    let places = indices.scalars.enumerated().map { Int32($0.offset * width) + $0.element }
    return reshaped([count]).rows(at: IndexTensor(shape: indices.shape, scalars: places))
  }
}

extension IndexTensor {
  /// Stops where an index is not 0 ..< `count`.
  func require(below count: Int, _ operation: String) {
    if let wrong = scalars.first(where: { $0 < 0 || $0 >= count }) {
      check(false, operation, "index", expected: "0..<\(count)", got: wrong)
    }
  }

  /// Adds rows of `width` elements to those of a table that the indices name.
  fileprivate func scatter(
    _ source: UnsafePointer<Float>, width: Int, to table: UnsafeMutablePointer<Float>, rows: Int, _ operation: String
  ) {
    withUnsafeIndices { indices in
      Compute.current.run(
        operation,
        .scatterAddRows(
          .init(table: table, tableRows: rows, width: width, indices: indices, count: count, rows: source)))
    }
  }
}
