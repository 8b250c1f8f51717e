extension Tensor {
  /// The same elements in another shape of the same count. No copy.
  public func reshaped(_ newShape: [Int]) -> Tensor {
    check(
      newShape.reduce(1, *) == count, "Tensor.reshaped", "count of \(newShape)", expected: count,
      got: newShape.reduce(1, *))
    let oldShape = shape
    return view(0..<count, shape: newShape).recorded(from: self) { gradient, operands in
      operands[0].add { gradient.reshaped(oldShape) }
    }
  }

  /// The same elements with a new axis of size 1: `[3, 4]` with a new axis 1 is `[3, 1, 4]`. No copy.
  ///
  /// - Parameter axis: the new axis, from 0, or counted from the end: -1 is last.
  public func expandingAxis(_ axis: Int) -> Tensor {
    var newShape = shape
    newShape.insert(1, at: shape.axis(axis, "Tensor.expandingAxis", count: rank + 1))
    return reshaped(newShape)
  }

  /// The same elements without an axis of size 1. No copy.
  public func squeezingAxis(_ axis: Int) -> Tensor {
    let layout = AxisLayout(shape, axis: axis, "Tensor.squeezingAxis")
    check(layout.size == 1, "Tensor.squeezingAxis", "size of axis \(axis)", expected: 1, got: layout.size)
    return reshaped(layout.shapeWithoutAxis)
  }

  /// The last two axes exchanged: `[..., rows, columns]` becomes `[..., columns, rows]`. A copy; products take a
  /// transposed operand without one.
  public func transposed() -> Tensor {
    check(rank >= 2, "Tensor.transposed", "rank", expected: "at least 2", got: rank)
    return permuted(Array(0..<(rank - 2)) + [rank - 1, rank - 2])
  }

  /// The axes in another order, copied: axis i of the result is axis `axes[i]` of this tensor.
  ///
  /// - Parameter axes: each axis once, from 0.
  public func permuted(_ axes: [Int]) -> Tensor {
    check(
      axes.sorted() == Array(0..<rank), "Tensor.permuted", "axes", expected: "each of 0..<\(rank) once", got: axes)
    let strides = shape.rowMajorStrides
    let result = gathered(shape: axes.map { shape[$0] }, strides: axes.map { strides[$0] })
    return result.recorded(from: self) { gradient, operands in
      operands[0].add { gradient.permuted(axes.indices.sorted { axes[$0] < axes[$1] }) }
    }
  }

  /// The elements repeated along axes of size 1 and new first axes, until they have a shape: NumPy's rule of
  /// broadcasting.
  public func broadcast(to newShape: [Int]) -> Tensor {
    guard newShape != shape else { return self }
    let strides = shape.broadcastStrides(to: newShape, "Tensor.broadcast")
    let oldShape = shape
    return gathered(shape: newShape, strides: strides).recorded(from: self) { gradient, operands in
      operands[0].add { gradient.summed(to: oldShape) }
    }
  }

  /// One element, by an index for each axis. Writing makes the tensor a constant to gradients.
  public subscript(indices: Int...) -> Float {
    get { floats[offset(of: indices, in: shape)] }
    set {
      let place = offset(of: indices, in: shape)
      uniqueFloats()[place] = newValue
    }
  }
}
